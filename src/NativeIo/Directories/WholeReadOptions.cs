using ChunkedBuffers;

namespace NativeIo;

/// <summary>How a whole file is read from a <see cref="RootedDirectory"/>.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct WholeReadOptions
{
    /// <summary>Makes the options that read whatever is there, and wait for it.</summary>
    public WholeReadOptions()
    {
    }

    /// <summary>Gets the longest file that is read.</summary>
    public long LengthMax { get; init; } = long.MaxValue;

    /// <summary>Gets a value indicating whether a disk is waited for.</summary>
    public bool Waits { get; init; } = true;

    /// <summary>Gets where blocks are rented; null means <see cref="BlockPool.Shared"/>. Ownership: borrows.</summary>
    public BlockPool? Pool { get; init; }
}
