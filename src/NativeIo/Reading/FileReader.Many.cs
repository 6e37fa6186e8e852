using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NativeIo.Platform;

namespace NativeIo;

/// <content>Many files at a time.</content>
public sealed partial class FileReader
{
    /// <summary>
    /// Reads whole files, at most <see cref="ReadOptions.ConcurrencyMax"/> at a time. A file that cannot be read has
    /// its error in its result; the others are read all the same. When the process has too many open files, fewer are
    /// read at a time, and a file waits up to 10 seconds before that counts as its error.
    /// </summary>
    /// <param name="paths">Which. The same path twice is read twice.</param>
    /// <param name="cancellation">Looked at before each file.</param>
    /// <returns>
    /// One result for each path, in order. Ownership: the caller disposes the list, and with it the contents.
    /// </returns>
    /// <exception cref="OperationCanceledException">It was cancelled; what was read is disposed.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public async Task<FileReadResults> ReadFilesConcurrentAsync(
        IEnumerable<NativePath> paths, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        NativePath[] all = [.. paths];
        var workers = new Task[Math.Min(Options.ConcurrencyMax, all.Length)];
        var work = new ManyFiles(this, all, workers.Length, cancellation);
        for (int index = 0; index < workers.Length; index++)
        {
            workers[index] = Task.Factory.StartNew(
                static state => ((ManyFiles)state!).Work(),
                work,
                CancellationToken.None,
                TaskCreationOptions.DenyChildAttach,
                Options.Scheduler ?? TaskScheduler.Default);
        }

        var results = new FileReadResults(work.Results);
        try
        {
            await Task.WhenAll(workers).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
        catch
        {
            // WhenAll waits for all workers, so nobody writes results any more.
            results.Dispose();
            throw;
        }

        return results;
    }

    /// <summary>Reads one file of many; the error says why where there is no content.</summary>
    private FileReadResult ReadOne(NativePath path)
    {
        try
        {
            // Opening a pipe waits for a writer, perhaps for ever, and then nobody gets a result. The portable backend
            // cannot tell.
            IoResult looked = _backend.GetFacts(path, followsLinks: true, out FileFacts facts);
            if (looked.IsSuccess && facts.Kind is FileKind.Pipe or FileKind.Socket)
            {
                CountFailure();
                throw IoError.Create(
                    "read", path, IoErrorKind.NotSupported, $"it is a {facts.Kind}, which has no end to read to");
            }

            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return new FileReadResult(path, ReadFile(path, isTriedAgain: true), null);
        }
        catch (Exception exception) when (exception is System.IO.IOException or ArgumentException
            or ObjectDisposedException or InsufficientMemoryException)
        {
            return new FileReadResult(path, default, exception);
        }
    }

    /// <summary>The files of one call, and how far its workers are.</summary>
    private sealed class ManyFiles
    {
        private readonly FileReader _reader;
        private readonly NativePath[] _paths;
        private readonly CancellationToken _cancellation;
        private readonly HandleShortage _handles;
        private int _workers;
        private int _next = -1;

        internal ManyFiles(FileReader reader, NativePath[] paths, int workers, CancellationToken cancellation)
        {
            _workers = workers;
            _handles = new HandleShortage(reader.Options.HandleWait);
            _reader = reader;
            _paths = paths;
            _cancellation = cancellation;
            Results = new FileReadResult[paths.Length];
        }

        internal FileReadResult[] Results { get; }

        internal void Work()
        {
            // Atomic, so that each file is one worker's; results are seen through the end of the worker's task.
            for (int index = Interlocked.Increment(ref _next);
                index < _paths.Length && !_cancellation.IsCancellationRequested;
                index = Interlocked.Increment(ref _next))
            {
                HandlePatience patience = default;
                Results[index] = Read(_paths[index], ref patience);
                _handles.NoteClosed();
                if (patience.WaitMs > 0 && TryLeave())
                {
                    return;
                }
            }
        }

        /// <summary>Reads a file, and again while the process has too many open files.</summary>
        private FileReadResult Read(NativePath path, ref HandlePatience patience)
        {
            while (true)
            {
                FileReadResult result = _reader.ReadOne(path);
                if (result.Error is null || !LacksHandles(result.Error))
                {
                    return result;
                }

                if (!_handles.TryWait(ref patience) || _cancellation.IsCancellationRequested)
                {
                    _reader.CountFailure();
                    return result;
                }
            }
        }

        /// <summary>Leaves the work to the others, unless there are none: fewer need fewer handles.</summary>
        private bool TryLeave()
        {
            // Full fence in the exchange, so that two do not both see each other and leave.
            int seen = Volatile.Read(ref _workers);
            while (seen > 1)
            {
                int found = Interlocked.CompareExchange(ref _workers, seen - 1, seen);
                if (found == seen)
                {
                    return true;
                }

                seen = found;
            }

            return false;
        }
    }
}
