using System;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite.Testing;

/// <summary>What a case of the suite runs with: how to get a store, and how much to ask of it.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record StorageConformanceContext
{
    private const int DefaultRounds = 200;
    private const long DefaultBytesMax = 8 * 1024 * 1024;

    /// <summary>Makes a context.</summary>
    /// <param name="open">
    /// Opens a store that has no objects. Ownership: transfers; the case disposes it. It is called once for each case.
    /// </param>
    public StorageConformanceContext(Func<CancellationToken, ValueTask<IStorage>> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        Open = open;
    }

    /// <summary>Gets what opens an empty store.</summary>
    public Func<CancellationToken, ValueTask<IStorage>> Open { get; }

    /// <summary>
    /// Gets how often the cases that look for races repeat themselves. Stores that sync a disk or cross a network want
    /// less, a run at night wants more.
    /// </summary>
    public int Rounds { get; init; } = DefaultRounds;

    /// <summary>
    /// Gets the largest value that is put. 64 MiB and 1 byte runs every size of the suite; the store's own limit is
    /// respected in any case.
    /// </summary>
    public long ValueBytesMax { get; init; } = DefaultBytesMax;

    /// <summary>Gets where the random numbers begin: the same seed asks the same.</summary>
    public int Seed { get; init; } = 1;
}
