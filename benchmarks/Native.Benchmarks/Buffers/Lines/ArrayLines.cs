using System;
using System.Buffers;

namespace Native.Benchmarks;

/// <summary>
/// What careful code without a buffer library does: one flat array from the pool, spans, and the left-over bytes moved
/// to the front before the next arrival. Kept lines are copied, since the array is used again.
/// </summary>
internal sealed class ArrayLines(byte[] corpus, int arrivalLength, LineMode mode) : LinesWorkload(corpus, arrivalLength)
{
    private const int HeldMax = 8;

    private readonly RentedLine[] _held = new RentedLine[HeldMax];
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(4096);
    private int _start;
    private int _end;

    protected override void Release() => ArrayPool<byte>.Shared.Return(_buffer);

    protected override void Arrive(ReadOnlySpan<byte> arrival)
    {
        if (_buffer.Length - _end < arrival.Length)
        {
            MakeRoom(arrival.Length);
        }

        arrival.CopyTo(_buffer.AsSpan(_end));
        _end += arrival.Length;
        ReadOnlySpan<byte> unread = _buffer.AsSpan(_start, _end - _start);
        _start += mode switch
        {
            LineMode.Owned => TakeOwned(unread),
            LineMode.Once => TakeOnce(unread),
            _ => LookAt(unread),
        };
    }

    protected override void ReleaseHeld()
    {
        for (int i = 0; i < HeldMax; i++)
        {
            Checksum += _held[i].CheckAndReturn();
            _held[i] = default;
        }
    }

    private void MakeRoom(int length)
    {
        int unreadLength = _end - _start;
        byte[] target = _buffer;
        if (unreadLength + length > target.Length)
        {
            target = ArrayPool<byte>.Shared.Rent(unreadLength + length);
        }

        Buffer.BlockCopy(_buffer, _start, target, 0, unreadLength);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _start = 0;
        _end = unreadLength;
    }

    private int TakeOwned(ReadOnlySpan<byte> unread)
    {
        int consumed = 0;
        long count = LineCount;
        ulong checksum = 0;
        int length;
        while ((length = unread[consumed..].IndexOf((byte)'\n')) >= 0)
        {
            ref RentedLine slot = ref _held[(int)(count++ % HeldMax)];
            checksum += slot.CheckAndReturn();
            slot = new RentedLine(WithoutCr(unread.Slice(consumed, length)));
            consumed += length + 1;
        }

        Checksum += checksum;
        LineCount = count;
        return consumed;
    }

    private int TakeOnce(ReadOnlySpan<byte> unread)
    {
        int consumed = 0;
        long count = LineCount;
        ulong checksum = 0;
        int length;
        while ((length = unread[consumed..].IndexOf((byte)'\n')) >= 0)
        {
            checksum += new RentedLine(WithoutCr(unread.Slice(consumed, length))).CheckAndReturn();
            consumed += length + 1;
            count++;
        }

        Checksum += checksum;
        LineCount = count;
        return consumed;
    }

    private int LookAt(ReadOnlySpan<byte> unread)
    {
        int consumed = 0;
        long count = LineCount;
        ulong checksum = 0;
        int length;
        while ((length = unread[consumed..].IndexOf((byte)'\n')) >= 0)
        {
            checksum += Outcome.Value(WithoutCr(unread.Slice(consumed, length)));
            consumed += length + 1;
            count++;
        }

        Checksum += checksum;
        LineCount = count;
        return consumed;
    }
}
