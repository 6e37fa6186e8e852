using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace NativeIo;

/// <content>Results to be fetched one after another.</content>
public sealed partial class FileScanner
{
    /// <summary>
    /// Reads files ahead of the caller, on threads of its own. Results that wait to be fetched are bounded by
    /// <see cref="ScanOptions.BytesInFlightMax"/>: reading stops until there is room.
    /// </summary>
    /// <param name="paths">The files, as for <see cref="Scan(IEnumerable{NativePath}, Func{ScanWorker},
    /// CancellationToken)"/>.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    /// <returns>
    /// The content or error of each file, in the order of <see cref="ScanOptions.Order"/>. Ownership: the caller
    /// disposes each result; leaving the enumeration disposes those that were not fetched.
    /// </returns>
    /// <exception cref="OperationCanceledException">It was cancelled; no worker is left.</exception>
    public IAsyncEnumerable<ScanResult> ScanAsync(
        IEnumerable<NativePath> paths, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Enumerate(() => MakeSource(paths), cancellation);
    }

    /// <summary>Reads the files that a walk finds, ahead of the caller.</summary>
    /// <param name="walker">What to walk.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    /// <returns>The content or error of each file, as for a list of paths. Ownership: as there.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; no worker is left.</exception>
    public IAsyncEnumerable<ScanResult> ScanAsync(DirectoryWalker walker, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(walker);
        return Enumerate(() => MakeSource(walker), cancellation);
    }

    private async IAsyncEnumerable<ScanResult> Enumerate(
        Func<ScanSource> makeSource, [EnumeratorCancellation] CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var queue = new ScanResultQueue(Options.Order, Options.BytesInFlightMax);
        ScanRun run = Begin(makeSource(), () => new QueueingWorker(queue), stop.Token);
        queue.MayExceed = () => run.IsShortOfHandles;

        // A thread of its own: the scan waits, and the pool's threads are for those who do not.
        Task scan = Task.Factory.StartNew(
            () => ExecuteInto(run, queue),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        try
        {
            while (await queue.TakeAsync(cancellation).ConfigureAwait(false) is { } result)
            {
                yield return result;
            }

            await scan.ConfigureAwait(false);
        }
        finally
        {
            // Workers first stop waiting for room, then reading; nothing is in flight when the caller goes on.
            queue.Close();
            await stop.CancelAsync().ConfigureAwait(false);
            await scan.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void ExecuteInto(ScanRun run, ScanResultQueue queue)
    {
        try
        {
            _ = run.Execute();
        }
        finally
        {
            queue.Complete();
        }
    }
}
