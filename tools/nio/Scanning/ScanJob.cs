using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using NativeIo;
using Nio.Lines;

namespace Nio.Scanning;

/// <summary>
/// Reads everything: by the scanner, or file by file with a strategy that was named. Results go to the feed: those of
/// all files when something is found out about each, else only the failures.
/// </summary>
internal sealed class ScanJob
{
    private readonly ScanRequest _request;
    private readonly ResultFeed<ScanFileResult> _results;
    private readonly CancellationToken _cancellation;
    private readonly FileScanner _scanner;
    private readonly ByteProgress _bytes = new();
    private readonly List<FileHandler> _handlers = [];
    private readonly string _backend = NativeIoCapabilities.CurrentBackend;
    private long _files;

    internal ScanJob(ScanRequest request, ResultFeed<ScanFileResult> results, CancellationToken cancellation)
    {
        _request = request;
        _results = results;
        _cancellation = cancellation;
        List = new ScanList(request, results);
        int chunkBytes = Math.Clamp(request.Reading.ChunkLength, 4096, 64 << 20);
        int workersMax = Math.Max(request.Reading.ConcurrencyMax, Environment.ProcessorCount);
        _scanner = new FileScanner(new ScanOptions
        {
            WorkersMin = request.Jobs,
            WorkersMax = request.Jobs > 0 ? request.Jobs : workersMax,
            ChunkBytes = chunkBytes,
            BytesInFlightMax = Math.Max(ScanOptions.Default.BytesInFlightMax, (long)request.Jobs * chunkBytes),
        });
    }

    internal ScanList List { get; }

    internal SizeClasses Sizes { get; } = new();

    internal SlowestFiles Slowest { get; } = new();

    /// <summary>Gets the time that it took; the rest is waiting for the output.</summary>
    internal TimeSpan Elapsed { get; private set; }

    internal bool WasCancelled { get; private set; }

    /// <summary>Gets the bytes that were read so far.</summary>
    internal long Bytes => _request.ReadsByScanner ? _scanner.GetStatistics().Bytes : _bytes.Bytes;

    /// <summary>Gets the files that are over.</summary>
    internal long Files => Volatile.Read(ref _files);

    internal void Start() => new Thread(Run) { IsBackground = true, Name = "nio scan" }.Start();

    private void Run()
    {
        long begin = Stopwatch.GetTimestamp();

        // The file that the results of others wait for may be one that is given up.
        using CancellationTokenRegistration stopping = _cancellation.Register(_results.LetAllIn);
        try
        {
            if (_request.ReadsByScanner)
            {
                _ = _scanner.Scan(List.Files(), MakeHandler, _cancellation);
            }
            else
            {
                ReadByStrategy();
            }

            Finish(begin);
        }
        catch (OperationCanceledException)
        {
            WasCancelled = true;
            Finish(begin);
        }
        catch (Exception exception)
        {
            _results.Fail(exception);
        }
    }

    private void Finish(long begin)
    {
        foreach (FileHandler handler in _handlers)
        {
            Slowest.Add(handler.Slowest);
        }

        Elapsed = Stopwatch.GetElapsedTime(begin);
        _results.Complete();
    }

    private FileHandler MakeHandler()
    {
        FileHandler handler = new(this, ContentProbe.Create(_request));
        _handlers.Add(handler);
        return handler;
    }

    private void ReadByStrategy()
    {
        using FileReader reader = new(_request.Reading);
        using IEnumerator<NativePath> paths = List.Files().GetEnumerator();
        using CancellationTokenSource failing = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        long taken = 0;
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, _request.JobsOrDefault).Select(number =>
        {
            StrategyRead worker = new(reader, MakeHandler(), _bytes);
            return new Thread(() =>
            {
                try
                {
                    while (TryTake(paths, ref taken, failing.Token, out NativePath path, out long index))
                    {
                        worker.Read(path, index, failing.Token);
                    }
                }
                catch (Exception exception)
                {
                    // The others stop, too; the first one is what went wrong.
                    _ = Interlocked.CompareExchange<Exception?>(ref failure, exception, null);
                    failing.Cancel();
                    _results.LetAllIn();
                }
            }) { IsBackground = true, Name = $"nio read {number}" };
        })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static bool TryTake(
        IEnumerator<NativePath> paths,
        ref long taken,
        CancellationToken cancellation,
        out NativePath path,
        out long index)
    {
        lock (paths)
        {
            cancellation.ThrowIfCancellationRequested();
            bool hasNext = paths.MoveNext();
            path = hasNext ? paths.Current : default;
            index = hasNext ? taken++ : -1;
            return hasNext;
        }
    }

    /// <summary>Takes the chunks and ends of files of one worker.</summary>
    internal sealed class FileHandler(ScanJob job, ContentProbe? probe) : ScanWorker
    {
        internal SlowestFiles Slowest { get; } = new();

        public override void OnChunk(in ScanChunk chunk) => probe?.Add(chunk.Span);

        public override void OnFile(in ScannedFile file) => End(
            file.Path,
            file.Index,
            file.Length,
            file.Elapsed,
            ReadStrategy.Buffered,
            file.Error is { } error ? Output.Messages.Describe(error) : null);

        internal void Add(ReadOnlySpan<byte> bytes) => probe?.Add(bytes);

        internal void End(
            NativePath path, long index, long length, TimeSpan elapsed, ReadStrategy strategy, string? failure)
        {
            ContentAnswer? answer = probe?.Finish();
            if (failure is null)
            {
                job.Sizes.Add(strategy, length, elapsed, job._backend);
                Slowest.Add(elapsed, length, path);
            }

            _ = Interlocked.Increment(ref job._files);
            if (failure is not null || answer is not null)
            {
                job._results.Add(new ScanFileResult(
                    index, path, length, elapsed, failure is null ? answer : null, failure));
            }
        }
    }
}
