using System;

namespace Storage.Lite;

/// <summary>Which bytes of an object are wanted. The default value is all of them.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct StorageRange
{
    private readonly long _start;
    private readonly long _lengthPlusOne;

    private StorageRange(long start, long length, bool isSuffix)
    {
        _start = start;
        _lengthPlusOne = length + 1;
        IsSuffix = isSuffix;
    }

    /// <summary>Gets the range of all bytes.</summary>
    public static StorageRange All => default;

    /// <summary>Gets a value indicating whether all bytes are wanted.</summary>
    public bool IsAll => _start == 0 && _lengthPlusOne == 0;

    /// <summary>Gets a value indicating whether it counts from the end.</summary>
    public bool IsSuffix { get; }

    /// <summary>Gets the first byte; 0 for a suffix.</summary>
    public long Start => _start;

    /// <summary>Gets how many bytes at most, or null for all that follow.</summary>
    public long? Length => _lengthPlusOne == 0 ? null : _lengthPlusOne - 1;

    /// <summary>A part of known place and length; it may end after the object, and is shorter then.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="length">How many bytes; 0 asks for the object's entry only.</param>
    /// <returns>The range.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the end does not fit.</exception>
    public static StorageRange Bounded(long start, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, long.MaxValue - 1 - start);
        return new StorageRange(start, length, isSuffix: false);
    }

    /// <summary>Everything from a place on.</summary>
    /// <param name="start">The first byte.</param>
    /// <returns>The range.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static StorageRange From(long start)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        return new StorageRange(start, -1, isSuffix: false);
    }

    /// <summary>The last bytes; all of them when there are fewer.</summary>
    /// <param name="length">How many.</param>
    /// <returns>The range.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or the largest.</exception>
    public static StorageRange Last(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfEqual(length, long.MaxValue);
        return new StorageRange(0, length, isSuffix: true);
    }

    /// <summary>Finds the range in an object of a length.</summary>
    /// <param name="objectLength">The object's length in bytes.</param>
    /// <param name="start">The first byte.</param>
    /// <param name="length">How many bytes.</param>
    /// <returns>
    /// False when the range begins at or after the end and asks for bytes; a range from 0 is always satisfied.
    /// </returns>
    public bool TryResolve(long objectLength, out long start, out long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(objectLength);
        long wanted = Length ?? long.MaxValue;
        start = IsSuffix ? Math.Max(0, objectLength - wanted) : _start;
        length = Math.Max(0, Math.Min(wanted, objectLength - start));
        return start < objectLength || start == 0 || IsSuffix || (wanted == 0 && start == objectLength);
    }

    /// <inheritdoc/>
    public override string ToString() => IsSuffix
        ? $"the last {Length} bytes"
        : Length is { } length ? $"{length} bytes from {_start}" : $"from {_start}";
}
