using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing;

/// <summary>Threads that put, get, delete and swap a few keys, and write down what they saw.</summary>
/// <remarks>
/// Each value that is written is another number, so that a version and a number are the same. An operation that fails
/// counts as one that may have happened. Thread safety: immutable.
/// </remarks>
public sealed partial record RegisterWorkload
{
    /// <summary>Gets how many threads there are.</summary>
    public int Threads { get; init; } = 4;

    /// <summary>Gets how many operations each does.</summary>
    public int OperationsPerThread { get; init; } = 200;

    /// <summary>Gets how many keys they share.</summary>
    public int Keys { get; init; } = 3;

    /// <summary>Gets where the random numbers begin.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Gets which of several runs over one store this is, in one process or another: the values that each writes are
    /// its own, and so are its random numbers and the names of its threads.
    /// </summary>
    public int Process { get; init; }

    /// <summary>
    /// Gets the clock of the history; null counts events. Processes whose histories are put together need one that all
    /// of them share, as the timestamps of <see cref="TimeProvider.System"/> are within a machine. Equal timestamps
    /// count as at once.
    /// </summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Runs the threads.</summary>
    /// <param name="storage">The store, whose keys that begin with <c>register/</c> are free. Ownership:
    /// borrows.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What they saw; a key is a register.</returns>
    public async Task<RegisterHistory> RunAsync(IStorage storage, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        var history = new RegisterHistory(Clock);
        long values = (long)Process << 32;
        var tasks = new Task[Threads];
        using var barrier = new Barrier(Threads);
        for (int index = 0; index < Threads; index++)
        {
            int process = (Process * Threads) + index;
            tasks[index] = Task.Factory.StartNew(
                async () =>
                {
                    barrier.SignalAndWait(cancellation);
                    var random = new Random(Seed + process);
                    for (int count = 0; count < OperationsPerThread; count++)
                    {
                        var step = new Step(
                            storage,
                            history,
                            $"register/{random.Next(Keys)}",
                            process,
                            Interlocked.Increment(ref values));
                        await step.RunAsync(random, cancellation).ConfigureAwait(false);
                    }
                },
                cancellation,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap();
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
        return history;
    }
}
