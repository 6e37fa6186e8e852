using System;
using System.Buffers.Binary;

namespace Storage.Lite;

/// <summary>
/// What stands before an entry's bytes: until when it lives. It is in the value, so that every backend can hold it.
/// </summary>
/// <remarks>
/// <para>32 bytes, little-endian: the mark <c>SLCACHE1</c>; ticks of UTC from which on the entry is gone; ticks of UTC
/// that prolonging cannot pass; ticks that a use prolongs it by. 0 means none.</para>
/// </remarks>
internal readonly record struct DistributedCacheHeader
{
    internal const int Length = 32;

    private const int DeadlineOffset = 8;
    private const int AbsoluteOffset = 16;
    private const int SlidingOffset = 24;

    /// <summary>From when on the entry is gone; null for never.</summary>
    internal DateTimeOffset? Deadline { get; init; }

    /// <summary>What prolonging cannot pass; null for no limit.</summary>
    internal DateTimeOffset? Absolute { get; init; }

    /// <summary>How long the entry lives without being used; null for any time.</summary>
    internal TimeSpan? Sliding { get; init; }

    private static ReadOnlySpan<byte> Mark => "SLCACHE1"u8;

    /// <summary>Reads a header; false when the bytes do not begin with one.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out DistributedCacheHeader header)
    {
        header = default;
        if (bytes.Length < Length || !bytes.StartsWith(Mark))
        {
            return false;
        }

        long deadline = BinaryPrimitives.ReadInt64LittleEndian(bytes[DeadlineOffset..]);
        long absolute = BinaryPrimitives.ReadInt64LittleEndian(bytes[AbsoluteOffset..]);
        long sliding = BinaryPrimitives.ReadInt64LittleEndian(bytes[SlidingOffset..]);
        if (!IsTime(deadline) || !IsTime(absolute) || sliding < 0)
        {
            return false;
        }

        header = new DistributedCacheHeader
        {
            Deadline = deadline == 0 ? null : new DateTimeOffset(deadline, TimeSpan.Zero),
            Absolute = absolute == 0 ? null : new DateTimeOffset(absolute, TimeSpan.Zero),
            Sliding = sliding == 0 ? null : TimeSpan.FromTicks(sliding),
        };
        return true;
    }

    /// <summary>Writes it.</summary>
    /// <param name="destination">Where to; <see cref="Length"/> bytes.</param>
    internal void Write(Span<byte> destination)
    {
        Mark.CopyTo(destination);
        BinaryPrimitives.WriteInt64LittleEndian(destination[DeadlineOffset..], Deadline?.UtcTicks ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(destination[AbsoluteOffset..], Absolute?.UtcTicks ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(destination[SlidingOffset..], Sliding?.Ticks ?? 0);
    }

    internal bool IsExpired(DateTimeOffset now) => Deadline is { } deadline && deadline <= now;

    /// <summary>The header of an entry that is used now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="tolerance">How much longer it may live, so that not every use changes it.</param>
    /// <returns>Itself when nothing has to be changed.</returns>
    internal DistributedCacheHeader Prolong(DateTimeOffset now, TimeSpan tolerance)
    {
        if (Sliding is not { } sliding)
        {
            return this with { Deadline = Absolute };
        }

        DateTimeOffset needed = Earlier(Add(now, sliding), Absolute);
        return Deadline >= needed
            ? this
            : this with { Deadline = Earlier(Add(Add(now, sliding), tolerance), Absolute) };
    }

    private static bool IsTime(long ticks) => ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks;

    private static DateTimeOffset Add(DateTimeOffset time, TimeSpan span) =>
        span >= DateTimeOffset.MaxValue - time ? DateTimeOffset.MaxValue : time + span;

    private static DateTimeOffset Earlier(DateTimeOffset time, DateTimeOffset? limit) =>
        limit < time ? limit.Value : time;
}
