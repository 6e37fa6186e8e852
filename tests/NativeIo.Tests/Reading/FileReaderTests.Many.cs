using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class FileReaderTests
{
    [Fact]
    public async Task ReadFilesConcurrentAsync_ManyFiles_GivesAllInOrder()
    {
        SeededRandom random = SeededRandom.Create();
        byte[][] contents = [.. Enumerable.Range(0, 60).Select(index => random.NextBytes(random.NextLength(300_000)))];
        NativePath[] paths =
            [.. contents.Select((content, index) => (NativePath)_folder.Write($"file{index}", content))];
        using var reader = new FileReader(Options);
        using FileReadResults results = await reader.ReadFilesConcurrentAsync(paths, Cancellation);
        Assert.Equal((60, 0), (results.Count, results.FailureCount));
        Assert.Equal(contents.Sum(static content => (long)content.Length), results.TotalLength);
        for (int index = 0; index < contents.Length; index++)
        {
            Assert.Equal(paths[index], results[index].Path);
            Assert.Equal(contents[index], results[index].GetContent().ToArray());
        }

        Assert.Equal(60, reader.Metrics.Snapshot().TotalFilesRead);
    }

    [Fact]
    public async Task ReadFilesConcurrentAsync_NoFiles_GivesNothing()
    {
        using var reader = new FileReader(Options);
        using FileReadResults results = await reader.ReadFilesConcurrentAsync([], Cancellation);
        Assert.Empty(results);
        await Assert.ThrowsAsync<ArgumentNullException>(() => reader.ReadFilesConcurrentAsync(null!, Cancellation));
    }

    [Fact]
    public async Task ReadFilesConcurrentAsync_SchedulerRefuses_WaitsForWhatRunsAndGivesItBack()
    {
        using var pool = new TrackingBlockPool();
        NativePath path = _folder.Write("file", "abc"u8);
        var scheduler = new RefusingScheduler(acceptedCount: 2);
        using var reader = new FileReader(new ReadOptions { Pool = pool.Pool, Scheduler = scheduler });
        Task<FileReadResults> read = reader.ReadFilesConcurrentAsync([path, path, path], Cancellation);

        // What was taken on before may hold files and blocks, so that nobody is told before it is over.
        Assert.False(read.IsCompleted);
        scheduler.RunAll();
        await Assert.ThrowsAsync<TaskSchedulerException>(() => read);
        Assert.Equal(0, pool.Pool.GetStatistics().RentedBlocks);
    }

    private sealed class RefusingScheduler(int acceptedCount) : TaskScheduler
    {
        private readonly List<Task> _tasks = [];

        internal void RunAll() => _tasks.ForEach(task => TryExecuteTask(task));

        protected override IEnumerable<Task> GetScheduledTasks() => _tasks;

        protected override void QueueTask(Task task)
        {
            if (_tasks.Count == acceptedCount)
            {
                throw new InvalidOperationException("It takes on no more.");
            }

            _tasks.Add(task);
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
    }

    [Fact]
    public async Task ReadFilesConcurrentAsync_OneOfMany_FailsByItself()
    {
        NativePath[] paths = [.. Enumerable.Range(0, 200).Select(index => (NativePath)_folder.File($"file{index}"))];
        foreach (NativePath path in paths)
        {
            File.WriteAllBytes(path.ToString(), "x"u8);
        }

        File.Delete(paths[117].ToString());
        using var reader = new FileReader(Options);
        using FileReadResults results = await reader.ReadFilesConcurrentAsync(paths, Cancellation);
        Assert.Equal(1, results.FailureCount);
        FileReadResult failed = results[117];
        Assert.False(failed.IsSuccess);
        Assert.Equal(IoErrorKind.NotFound, Assert.IsType<NativeIoException>(failed.Error).Kind);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => failed.GetContent());
        Assert.Same(failed.Error, error.InnerException);
        Assert.Equal(199, results.Count(static result => result.IsSuccess && result.Content.Length == 1));
        Assert.Equal((199, 1), (reader.Metrics.Snapshot().TotalFilesRead, reader.Metrics.Snapshot().FailedFiles));
    }

    [Fact]
    public async Task ReadFilesConcurrentAsync_KindsThatAreNoFiles_AreErrorsAndNothingHangs()
    {
        string pipe = _folder.File("pipe");
        string link = _folder.File("link");
        string good = _folder.Write("good", "abc"u8);
        bool isUnix = MakePipe(pipe);

        // A backend that cannot tell pipes from files waits for a writer, as opening one does.
        bool hasPipe = isUnix && KindOf(pipe) == FileKind.Pipe;
        if (isUnix && !hasPipe)
        {
            File.Delete(pipe);
        }

        if (isUnix)
        {
            File.CreateSymbolicLink(link, link);
        }

        NativePath[] paths = [good, _folder.Path, link, default, pipe, good];
        using var reader = new FileReader(Options);
        using FileReadResults results = await reader.ReadFilesConcurrentAsync(paths, Cancellation);
        Assert.Equal([true, false, false, false, false, true], results.Select(static result => result.IsSuccess));
        Assert.IsType<NativeIoException>(results[1].Error);
        Assert.Equal(
            isUnix ? IoErrorKind.LinkLoop : IoErrorKind.NotFound, ((NativeIoException)results[2].Error!).Kind);
        Assert.IsAssignableFrom<ArgumentException>(results[3].Error);
        Assert.Equal(
            hasPipe ? IoErrorKind.NotSupported : IoErrorKind.NotFound, ((NativeIoException)results[4].Error!).Kind);
    }

    [Fact]
    public async Task ReadFilesConcurrentAsync_SamePathManyTimes_IsReadEachTime()
    {
        byte[] content = SeededRandom.Create().NextBytes(5000);
        string path = _folder.Write("file", content);
        using var reader = new FileReader(Options);
        using FileReadResults results = await reader.ReadFilesConcurrentAsync(
            Enumerable.Repeat((NativePath)path, 100), Cancellation);
        Assert.All(results, result => Assert.Equal(content, result.GetContent().ToArray()));
        Assert.Equal(100, reader.Metrics.Snapshot().TotalFilesRead);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public async Task ReadFilesConcurrentAsync_Concurrency_IsNotExceeded(int limit)
    {
        int open = 0;
        int openMax = 0;
        var backend = new ScriptedBackend
        {
            OnCall = operation =>
            {
                if (operation == "open")
                {
                    int now = Interlocked.Increment(ref open);
                    InterlockedMax(ref openMax, now);
                }
                else if (operation == "close")
                {
                    Interlocked.Decrement(ref open);
                }
            },
        };
        NativePath path = _folder.Write("file", new byte[100]);
        using var reader = new FileReader(Options with { Backend = backend, ConcurrencyMax = limit });
        using FileReadResults results = await reader.ReadFilesConcurrentAsync(
            Enumerable.Repeat(path, 80), Cancellation);
        Assert.Equal((80, 0), (results.Count, results.FailureCount));
        Assert.InRange(openMax, 1, limit);
        Assert.Equal(0, open);
    }

    [Fact]
    public async Task ReadFilesConcurrentAsync_Cancelled_EndsAndHoldsNothing()
    {
        using var source = new CancellationTokenSource();
        using var isCancelled = new ManualResetEventSlim();
        int opened = 0;
        var backend = new ScriptedBackend
        {
            OnCall = operation =>
            {
                int number = operation == "open" ? Interlocked.Increment(ref opened) : 0;
                if (number == 5)
                {
                    source.Cancel();
                    isCancelled.Set();
                }
                else if (number > 5)
                {
                    // The other worker may have come past its check just before.
                    isCancelled.Wait(Cancellation);
                }
            },
        };
        NativePath path = _folder.Write("file", new byte[100]);
        using var reader = new FileReader(Options with { Backend = backend, ConcurrencyMax = 2 });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => reader.ReadFilesConcurrentAsync(Enumerable.Repeat(path, 1000), source.Token));
        Assert.InRange(opened, 5, 6);
        Assert.Equal(0, _pool.Pool.GetStatistics().RentedBlocks);
    }

    [Theory]
    [InlineData(ReadStrategy.Auto)]
    [InlineData(ReadStrategy.Buffered)]
    [InlineData(ReadStrategy.Mapped)]
    public async Task ReadFilesConcurrentAsync_HandlesMissingForAWhile_WaitsAndReadsAll(ReadStrategy strategy)
    {
        var backend = new ScriptedBackend(
            null, [.. Enumerable.Repeat(Fault.Fail(IoErrorKind.TooManyOpenFiles, "open"), 7)]);
        NativePath path = _folder.Write("file", new byte[100]);
        using var reader = new FileReader(
            Options with { Backend = backend, Strategy = strategy, ConcurrencyMax = 4 });
        using FileReadResults results = await reader.ReadFilesConcurrentAsync(
            Enumerable.Repeat(path, 20), Cancellation);
        Assert.All(results, static result => Assert.Equal(100, result.GetContent().Length));
        Assert.Equal(0, backend.FaultsLeft);
        IoMetricsSnapshot snapshot = reader.Metrics.Snapshot();
        Assert.Equal((20, 0), (snapshot.TotalFilesRead, snapshot.FailedFiles));
    }

    [Theory]
    [InlineData(ReadStrategy.Auto)]
    [InlineData(ReadStrategy.Mapped)]
    public async Task ReadFilesConcurrentAsync_HandlesMissingForGood_IsTheErrorOfEachFile(ReadStrategy strategy)
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.TooManyOpenFiles, "open") };
        NativePath path = _folder.Write("file", new byte[100]);
        using var reader = new FileReader(
            Options with { Backend = backend, Strategy = strategy, HandleWait = TimeSpan.FromMilliseconds(1) });
        using FileReadResults results = await reader.ReadFilesConcurrentAsync([path, path, path], Cancellation);
        Assert.All(results, static result => Assert.Equal(
            IoErrorKind.TooManyOpenFiles, Assert.IsType<NativeIoException>(result.Error).Kind));
        Assert.True(backend.Calls.Count(static call => call.Operation == "open") >= 2 * results.Count);
        Assert.Equal((0, 3), (reader.Metrics.Snapshot().TotalFilesRead, reader.Metrics.Snapshot().FailedFiles));
    }

    [Fact]
    public async Task ReadFilesConcurrentAsync_CancelledWhileHandlesAreMissing_DoesNotWaitForThem()
    {
        using var source = new CancellationTokenSource();
        int opened = 0;
        var backend = new ScriptedBackend
        {
            Always = Fault.Fail(IoErrorKind.TooManyOpenFiles, "open"),
            OnCall = operation =>
            {
                if (operation == "open" && Interlocked.Increment(ref opened) == 5)
                {
                    source.Cancel();
                }
            },
        };
        NativePath path = _folder.Write("file", new byte[100]);
        using var reader = new FileReader(
            Options with { Backend = backend, ConcurrencyMax = 2, HandleWait = TimeSpan.FromDays(1) });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => reader.ReadFilesConcurrentAsync([path, path], source.Token));
    }

    [Fact]
    public async Task ReadFilesConcurrentAsync_CallersScheduler_RunsTheWork()
    {
        var pair = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, maxConcurrencyLevel: 2);
        HashSet<TaskScheduler> seen = [];
        var backend = new ScriptedBackend
        {
            OnCall = operation =>
            {
                lock (seen)
                {
                    seen.Add(operation.Length > 0 ? TaskScheduler.Current : TaskScheduler.Default);
                }
            },
        };
        NativePath path = _folder.Write("file", new byte[100]);
        using var reader = new FileReader(Options with { Backend = backend, Scheduler = pair.ConcurrentScheduler });
        using FileReadResults results = await reader.ReadFilesConcurrentAsync(
            Enumerable.Repeat(path, 20), Cancellation);
        Assert.Equal(20, results.Count(static result => result.IsSuccess));
        Assert.Equal([pair.ConcurrentScheduler], seen);
    }

    [Fact]
    public async Task Read_OneHandleFromManyThreads_IsPositional()
    {
        byte[] content = SeededRandom.Create().NextBytes(64 * 1000);
        using NativeFile file = NativeFile.Open(_folder.Write("file", content));
        await Task.WhenAll(Enumerable.Range(0, 64).Select(thread => Task.Run(
            () =>
            {
                byte[] part = new byte[1000];
                for (int round = 0; round < 50; round++)
                {
                    int offset = (thread + round) % 64 * 1000;
                    Assert.Equal(1000, file.ReadFull(part, offset));
                    Assert.True(part.AsSpan().SequenceEqual(content.AsSpan(offset, 1000)));
                }
            },
            Cancellation)));
    }

    [Fact]
    public async Task Everything_ManyCallersAtOnce_StaysRight()
    {
        SeededRandom random = SeededRandom.Create();
        byte[][] contents = [.. Enumerable.Range(0, 12).Select(index => random.NextBytes(index * 3000))];
        NativePath[] paths =
            [.. contents.Select((content, index) => (NativePath)_folder.Write($"file{index}", content))];
        using var reader = new FileReader(SmallTable);
        Task[] callers =
        [
            .. Enumerable.Range(0, 6).Select(async caller =>
            {
                for (int round = 0; round < 2; round++)
                {
                    int index = (caller + round) % paths.Length;
                    using BufferSlice whole = await reader.ReadFileAsync(paths[index], Cancellation);
                    Assert.Equal(contents[index], whole.ToArray());
                    List<byte> scanned = [];
                    await foreach (FileChunk chunk in reader.ScanChunksAsync(paths[index], cancellation: Cancellation))
                    {
                        scanned.AddRange(chunk.Span);
                    }

                    Assert.Equal(contents[index], scanned.ToArray());
                    using FileReadResults many = await reader.ReadFilesConcurrentAsync(paths, Cancellation);
                    Assert.Equal(contents, many.Select(static result => result.GetContent().ToArray()));
                }
            }),
        ];
        await Task.WhenAll(callers);
        Assert.Equal(6 * 2 * (2 + 12), reader.Metrics.Snapshot().TotalFilesRead);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen)
        {
            int found = Interlocked.CompareExchange(ref target, value, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    private static FileKind KindOf(string path)
    {
        _ = NativeIo.Platform.PlatformSelector.Current.GetFacts(path, followsLinks: true, out FileFacts facts);
        return facts.Kind;
    }

    private static bool MakePipe(string path)
    {
        if (Environment.OSVersion.Platform != PlatformID.Unix)
        {
            return false;
        }

        using var process = System.Diagnostics.Process.Start("mkfifo", path);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
