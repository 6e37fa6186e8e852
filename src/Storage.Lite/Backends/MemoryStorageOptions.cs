using System;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>How a <see cref="MemoryStorage"/> behaves. Limits count the bytes of values, not those of keys.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record MemoryStorageOptions
{
    /// <summary>Gets the options of a store without limits.</summary>
    public static MemoryStorageOptions Default { get; } = new();

    /// <summary>Gets what the store is called in errors and measurements.</summary>
    public string Name { get; init; } = "memory";

    /// <summary>Gets the most bytes of all values together.</summary>
    public long BytesMax { get; init; } = long.MaxValue;

    /// <summary>Gets the most objects.</summary>
    public long ObjectsMax { get; init; } = long.MaxValue;

    /// <summary>Gets the largest value in bytes.</summary>
    public long ValueBytesMax { get; init; } = long.MaxValue;

    /// <summary>Gets what happens when a put does not fit.</summary>
    public MemoryEviction Eviction { get; init; }

    /// <summary>
    /// Gets how many times its length a value may keep from being reused before it is copied into a block that fits, or
    /// null to never copy. A slice of 100 bytes keeps the whole block that it was cut from.
    /// </summary>
    public int? RetainedFactorMax { get; init; } = 4;

    /// <summary>
    /// Gets where memory for copies and for streamed values comes from; null means <see cref="BlockPool.Shared"/>.
    /// Ownership: borrows; the pool outlives the store.
    /// </summary>
    public BlockPool? Pool { get; init; }

    /// <summary>Gets the clock of expiry and of the times of changes.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Name);
        ArgumentOutOfRangeException.ThrowIfNegative(BytesMax);
        ArgumentOutOfRangeException.ThrowIfNegative(ObjectsMax);
        ArgumentOutOfRangeException.ThrowIfNegative(ValueBytesMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetainedFactorMax ?? 1, 1, nameof(RetainedFactorMax));
        ArgumentNullException.ThrowIfNull(TimeProvider);
        if (!Enum.IsDefined(Eviction))
        {
            throw new ArgumentOutOfRangeException(nameof(Eviction), Eviction, "It is none of the known ones.");
        }
    }
}
