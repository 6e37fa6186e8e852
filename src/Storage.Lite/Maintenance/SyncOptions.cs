using System;

namespace Storage.Lite;

/// <summary>What a sync, backup or restore copies, and how.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record SyncOptions
{
    /// <summary>The most copies at once.</summary>
    public const int ConcurrencyLimit = 1024;

    /// <summary>Gets the options that copy everything and remove nothing.</summary>
    public static SyncOptions Default { get; } = new();

    /// <summary>Gets the text that keys begin with.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Gets a value indicating whether objects that the source does not have are removed.</summary>
    public bool DeletesOthers { get; init; }

    /// <summary>
    /// Gets a value indicating whether objects of equal length are compared byte by byte; otherwise an object that is
    /// as long as the source's, and not older, counts as the same.
    /// </summary>
    public bool ComparesBytes { get; init; }

    /// <summary>Gets a value indicating whether each copy is read back and compared.</summary>
    public bool Verifies { get; init; } = true;

    /// <summary>Gets how many objects are copied at once.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>
    /// Gets a value indicating whether nothing is changed: the report and <see cref="Changes"/> say what would be.
    /// </summary>
    public bool IsPreview { get; init; }

    /// <summary>Gets who is told of each object that was looked at.</summary>
    public IProgress<StorageKey>? Progress { get; init; }

    /// <summary>
    /// Gets who is told what became of each object. It is called by the threads that copy, several at once.
    /// </summary>
    public IProgress<SyncChange>? Changes { get; init; }

    /// <summary>
    /// Gets who is told how many bytes were copied since the last time. It is called by the threads that copy, several
    /// at once.
    /// </summary>
    public IProgress<long>? CopiedBytes { get; init; }

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Concurrency);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Concurrency, ConcurrencyLimit);
    }
}
