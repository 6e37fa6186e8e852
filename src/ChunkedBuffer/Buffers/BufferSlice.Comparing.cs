using System;
using System.Buffers;

namespace ChunkedBuffers;

/// <content>Equality, order and hash are those of the content, whatever chunks it is in.</content>
public readonly partial struct BufferSlice : IEquatable<BufferSlice>, IComparable<BufferSlice>
{
    /// <summary>Tells whether the bytes are the same, whatever chunks they are in.</summary>
    /// <param name="other">The bytes to compare with.</param>
    /// <returns>Whether they are.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public bool SequenceEqual(ReadOnlySpan<byte> other)
    {
        Segment scratch = default;
        return ChunkCompare.Equal(View(ref scratch), other);
    }

    /// <summary>Tells whether the bytes are the same, whatever segments they are in.</summary>
    /// <param name="other">The bytes to compare with.</param>
    /// <returns>Whether they are.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public bool SequenceEqual(in ReadOnlySequence<byte> other)
    {
        Segment scratch = default;
        return ChunkCompare.Equal(View(ref scratch), other);
    }

    /// <summary>Compares the bytes in order, as unsigned values; of two that begin alike the shorter is less.</summary>
    /// <param name="other">The bytes to compare with.</param>
    /// <returns>Less than 0, 0 or more than 0, as the slice is less, equal or greater.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public int SequenceCompareTo(ReadOnlySpan<byte> other)
    {
        Segment scratch = default;
        return ChunkCompare.Compare(View(ref scratch), other);
    }

    /// <summary>Compares the bytes in order, as unsigned values; of two that begin alike the shorter is less.</summary>
    /// <param name="other">The bytes to compare with.</param>
    /// <returns>Less than 0, 0 or more than 0, as the slice is less, equal or greater.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public int SequenceCompareTo(in ReadOnlySequence<byte> other)
    {
        Segment scratch = default;
        return ChunkCompare.Compare(View(ref scratch), other);
    }

    /// <summary>
    /// Hashes the bytes: equal content has an equal hash, whatever chunks it is in. The hash differs from process to
    /// process, so do not store it.
    /// </summary>
    /// <returns>The hash.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public ulong GetContentHash()
    {
        Segment scratch = default;
        return ContentHash.Of(View(ref scratch));
    }

    /// <summary>Tells whether two slices have the same bytes, whatever chunks they are in.</summary>
    /// <param name="left">One slice.</param>
    /// <param name="right">The other slice.</param>
    /// <returns>Whether they have.</returns>
    /// <exception cref="ObjectDisposedException">A handle is stale.</exception>
    public static bool operator ==(BufferSlice left, BufferSlice right) => left.SequenceEqual(right);

    /// <summary>Tells whether two slices have different bytes.</summary>
    /// <param name="left">One slice.</param>
    /// <param name="right">The other slice.</param>
    /// <returns>Whether they have.</returns>
    /// <exception cref="ObjectDisposedException">A handle is stale.</exception>
    public static bool operator !=(BufferSlice left, BufferSlice right) => !left.SequenceEqual(right);

    /// <summary>Tells whether one slice comes before another in the order of their bytes.</summary>
    /// <param name="left">One slice.</param>
    /// <param name="right">The other slice.</param>
    /// <returns>Whether it does.</returns>
    /// <exception cref="ObjectDisposedException">A handle is stale.</exception>
    public static bool operator <(BufferSlice left, BufferSlice right) => left.SequenceCompareTo(right) < 0;

    /// <summary>Tells whether one slice comes behind another in the order of their bytes.</summary>
    /// <param name="left">One slice.</param>
    /// <param name="right">The other slice.</param>
    /// <returns>Whether it does.</returns>
    /// <exception cref="ObjectDisposedException">A handle is stale.</exception>
    public static bool operator >(BufferSlice left, BufferSlice right) => left.SequenceCompareTo(right) > 0;

    /// <summary>Tells whether one slice does not come behind another in the order of their bytes.</summary>
    /// <param name="left">One slice.</param>
    /// <param name="right">The other slice.</param>
    /// <returns>Whether it does not.</returns>
    /// <exception cref="ObjectDisposedException">A handle is stale.</exception>
    public static bool operator <=(BufferSlice left, BufferSlice right) => left.SequenceCompareTo(right) <= 0;

    /// <summary>Tells whether one slice does not come before another in the order of their bytes.</summary>
    /// <param name="left">One slice.</param>
    /// <param name="right">The other slice.</param>
    /// <returns>Whether it does not.</returns>
    /// <exception cref="ObjectDisposedException">A handle is stale.</exception>
    public static bool operator >=(BufferSlice left, BufferSlice right) => left.SequenceCompareTo(right) >= 0;

    /// <summary>Tells whether the bytes are the same, whatever chunks they are in.</summary>
    /// <param name="other">The slice to compare with. Ownership: borrows.</param>
    /// <returns>Whether they are.</returns>
    /// <exception cref="ObjectDisposedException">A handle is stale.</exception>
    public bool SequenceEqual(BufferSlice other)
    {
        Segment scratch = default;
        Segment otherScratch = default;
        return ChunkCompare.Equal(View(ref scratch), other.View(ref otherScratch));
    }

    /// <summary>Compares the bytes in order, as unsigned values; of two that begin alike the shorter is less.</summary>
    /// <param name="other">The slice to compare with. Ownership: borrows.</param>
    /// <returns>Less than 0, 0 or more than 0, as the slice is less, equal or greater.</returns>
    /// <exception cref="ObjectDisposedException">A handle is stale.</exception>
    public int SequenceCompareTo(BufferSlice other)
    {
        Segment scratch = default;
        Segment otherScratch = default;
        return ChunkCompare.Compare(View(ref scratch), other.View(ref otherScratch));
    }

    /// <summary>Tells whether two slices have the same bytes, whatever blocks and chunks they are in.</summary>
    /// <param name="other">The slice to compare with.</param>
    /// <returns>Whether they have.</returns>
    /// <exception cref="ObjectDisposedException">A handle is stale.</exception>
    public bool Equals(BufferSlice other) => SequenceEqual(other);

    /// <summary>Tells whether an object is a slice with the same bytes.</summary>
    /// <param name="obj">Anything.</param>
    /// <returns>Whether it is.</returns>
    /// <exception cref="ObjectDisposedException">A handle is stale.</exception>
    public override bool Equals(object? obj) => obj is BufferSlice other && SequenceEqual(other);

    /// <summary>Hashes the bytes, so that slices can be keys; see <see cref="GetContentHash"/>.</summary>
    /// <returns>The hash.</returns>
    /// <exception cref="ObjectDisposedException">The handle is stale.</exception>
    public override int GetHashCode() => (int)GetContentHash();

    /// <summary>Compares the bytes in order; see <see cref="SequenceCompareTo(BufferSlice)"/>.</summary>
    /// <param name="other">The slice to compare with.</param>
    /// <returns>Less than 0, 0 or more than 0, as this slice is less, equal or greater.</returns>
    /// <exception cref="ObjectDisposedException">A handle is stale.</exception>
    public int CompareTo(BufferSlice other) => SequenceCompareTo(other);
}
