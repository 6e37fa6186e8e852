using System;
using System.Collections.Generic;
using System.Linq;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

/// <content>What the system's failures become.</content>
public sealed partial class FileScannerTests
{
    [Fact]
    public void Scan_ShortAndInterruptedReads_ShowsEveryByteOnce()
    {
        byte[] content = SeededRandom.Create().NextBytes(2 * SmallChunk + 100);
        NativePath path = _folder.Write("file", content);
        for (int shortLength = 1; shortLength < SmallChunk; shortLength = (shortLength * 3) + 1)
        {
            var backend = new ScriptedBackend(
                Native,
                Fault.Fail(IoErrorKind.Interrupted, "open"),
                Fault.Fail(IoErrorKind.Interrupted, "read"),
                Fault.Short(shortLength, "read"),
                Fault.Fail(IoErrorKind.Interrupted, "read"))
            {
                Always = Fault.Short(shortLength + 1000, "read"),
            };
            _files.Clear();
            _ = Scan([path], new ScanOptions { ChunkBytes = SmallChunk, Backend = backend });
            Assert.Null(_files[0].Error);
            Assert.Equal(content, _files[0].Content);
            Assert.Equal(0, backend.FaultsLeft);
            Assert.Single(backend.Calls, static call => call.Operation == "close");
        }
    }

    [Fact]
    public void Scan_ListThatFailsWhenItIsClosed_EndsEveryHandlerAndTellsTheFirstFailure()
    {
        NativePath path = _folder.Write("file", "abc"u8);
        List<FailingWorker> workers = [];
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => new FileScanner(new ScanOptions { WorkersMax = 2 }).Scan(
                Listed(path),
                () =>
                {
                    workers.Add(new FailingWorker());
                    return workers[^1];
                }));
        Assert.Equal("a handler fails", error.Message);
        Assert.NotEmpty(workers);
        Assert.All(workers, static worker => Assert.Equal(1, worker.EndCount));

        static IEnumerable<NativePath> Listed(NativePath path)
        {
            try
            {
                while (true)
                {
                    yield return path;
                }
            }
            finally
            {
                FailClosing();
            }
        }

        static void FailClosing() => throw new InvalidOperationException("closing fails");
    }

    private sealed class FailingWorker : ScanWorker
    {
        internal int EndCount { get; private set; }

        public override void OnChunk(in ScanChunk chunk) => throw new InvalidOperationException("a handler fails");

        public override void OnEnd() => EndCount++;
    }

    [Theory]
    [InlineData("open", IoErrorKind.AccessDenied, 0)]
    [InlineData("read", IoErrorKind.DeviceFault, 0)]
    public void Scan_CallThatFails_IsTheErrorOfThatFileOnly(string operation, IoErrorKind kind, int length)
    {
        NativePath path = _folder.Write("file", new byte[2 * SmallChunk]);
        var backend = new ScriptedBackend(Native, Fault.Fail(kind, operation));
        _ = Scan([path, path], new ScanOptions { ChunkBytes = SmallChunk, WorkersMax = 1, Backend = backend });
        Assert.Equal(kind, _files[0].Error!.Kind);
        Assert.Equal(length, _files[0].Content.Length);
        Assert.Null(_files[1].Error);
        Assert.Equal(2 * SmallChunk, _files[1].Content.Length);
    }

    // Platform: opening a pipe without waiting; else a file is looked at before it is opened, which then fails.
    [Trait("Platform", "linux")]
    [Fact]
    public void Scan_LongFileCannotBeLookedAt_IsTheErrorOfThatFileOnly() =>
        Scan_CallThatFails_IsTheErrorOfThatFileOnly("facts", IoErrorKind.DeviceFault, 0);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Scan_DeviceFailsInTheMiddle_ShowsWhatCameBeforeAndThenTheError(int readsBefore)
    {
        byte[] content = SeededRandom.Create().NextBytes(10 * SmallChunk);
        NativePath path = _folder.Write("file", content);
        Fault[] script =
        [
            .. Enumerable.Repeat(Fault.Short(SmallChunk / 2, "read"), readsBefore),
            Fault.Fail(IoErrorKind.DeviceFault, "read"),
        ];
        var backend = new ScriptedBackend(Native, script);
        _ = Scan([path], new ScanOptions { ChunkBytes = SmallChunk, Backend = backend });
        int expected = readsBefore * SmallChunk / 2;
        Assert.Equal(IoErrorKind.DeviceFault, _files[0].Error!.Kind);
        Assert.Equal(expected, _files[0].Error!.BytesTransferred);
        Assert.Equal(content[..expected], _files[0].Content);
        Assert.Single(backend.Calls, static call => call.Operation == "close");
    }

    [Fact]
    public void Scan_HandlesMissingForAWhile_WaitsAndTakesFewerWorkers()
    {
        NativePath path = _folder.Write("file", "abc"u8);
        var backend = new ScriptedBackend(
            Native, [.. Enumerable.Repeat(Fault.Fail(IoErrorKind.TooManyOpenFiles, "open"), 3)]);
        var options = new ScanOptions { WorkersMin = 2, Backend = backend };
        ScanStatistics statistics = Scan([path, path, path], options);
        Assert.Equal(0, statistics.FailedFiles);
        Assert.InRange(statistics.HandleWaits, 1, 3);
        Assert.Equal(0, backend.FaultsLeft);
    }

    [Fact]
    public void Scan_HandlesMissingForGood_IsTheFilesError()
    {
        NativePath path = _folder.Write("file", "abc"u8);
        var backend = new ScriptedBackend(Native) { Always = Fault.Fail(IoErrorKind.TooManyOpenFiles, "open") };
        var options = new ScanOptions { HandleWait = TimeSpan.FromMilliseconds(5), Backend = backend };
        _ = Scan([path], options);
        Assert.Equal(IoErrorKind.TooManyOpenFiles, _files[0].Error!.Kind);
        Assert.True(backend.Calls.Count(static call => call.Operation == "open") >= 2);
    }

    // Platform: opening a pipe without waiting.
    [Trait("Platform", "linux")]
    [Fact]
    public void Scan_FileNeedsNoLook_IsOpenedReadAndClosedOnly()
    {
        NativePath path = _folder.Write("file", "abc"u8);
        var backend = new ScriptedBackend(Native);
        _ = Scan([path, path], new ScanOptions { WorkersMax = 1, Backend = backend });
        string[] each = ["open", "read", "read", "close"];
        Assert.Equal([.. each, .. each], backend.Calls.Select(static call => call.Operation).Take(8));
    }
}
