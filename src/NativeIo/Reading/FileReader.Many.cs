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
        int count = Math.Min(Options.ConcurrencyMax, all.Length);
        var workers = new List<Task>(count);
        var work = new ManyFiles(this, all, count, cancellation);
        var results = new FileReadResults(work.Results);
        try
        {
            await StartAndWait(work, workers, count).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
        catch
        {
            // All workers were waited for, so nobody writes results any more.
            results.Dispose();
            throw;
        }

        return results;
    }

    /// <summary>
    /// Starts the workers and waits for all that were started, also when the caller's scheduler takes on no more.
    /// </summary>
    private async Task StartAndWait(ManyFiles work, List<Task> workers, int count)
    {
        try
        {
            while (workers.Count < count)
            {
                workers.Add(Task.Factory.StartNew(
                    static state => ((ManyFiles)state!).Work(),
                    work,
                    CancellationToken.None,
                    TaskCreationOptions.DenyChildAttach,
                    Options.Scheduler ?? TaskScheduler.Default));
            }
        }
        catch
        {
            work.Stop();
            await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await Task.WhenAll(workers).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads one file of many, so many at a time; the error says why where there is no content.
    /// </summary>
    private FileReadResult ReadOne(NativePath path, int concurrency)
    {
        try
        {
            // Opening a pipe waits for a writer, perhaps for ever, and then nobody gets a result. The portable backend
            // cannot tell.
            IoResult looked = Interruptions.GetFacts(_backend, path, followsLinks: true, out FileFacts facts);
            if (looked.IsSuccess && facts.Kind is FileKind.Pipe or FileKind.Socket)
            {
                CountFailure();
                throw IoError.Create(
                    "read", path, IoErrorKind.NotSupported, $"it is a {facts.Kind}, which has no end to read to");
            }

            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return new FileReadResult(path, ReadFile(path, concurrency, isTriedAgain: true), null);
        }
        catch (Exception exception) when (exception is System.IO.IOException or ArgumentException
            or ObjectDisposedException or InsufficientMemoryException)
        {
            return new FileReadResult(path, default, exception);
        }
    }
}
