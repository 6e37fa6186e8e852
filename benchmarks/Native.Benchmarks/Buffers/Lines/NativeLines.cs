using System;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>
/// Our buffer: lines taken as owned slices, or looked at through the line enumerator and its bulk index.
/// </summary>
internal sealed class NativeLines : LinesWorkload
{
    private const int HeldMax = 8;

    private readonly LineMode _mode;
    private readonly NativePool _pool;
    private readonly ChunkedBuffer _buffer;
    private readonly BufferSlice[] _held = new BufferSlice[HeldMax];

    public NativeLines(byte[] corpus, int arrivalLength, LineMode mode, bool isSingleThreaded = false)
        : base(corpus, arrivalLength)
    {
        _mode = mode;
        _pool = new NativePool(isSingleThreaded);
        _buffer = new ChunkedBuffer(_pool.Pool);
    }

    protected override void Release()
    {
        _buffer.Dispose();
        _pool.Dispose();
    }

    protected override void Arrive(ReadOnlySpan<byte> arrival)
    {
        _buffer.Append(arrival);
        switch (_mode)
        {
            case LineMode.Owned:
                TakeOwned();
                break;
            case LineMode.Once:
                TakeOnce();
                break;
            case LineMode.Borrowed:
                LookAt();
                break;
            default:
                LookAtBulk();
                break;
        }
    }

    protected override void ReleaseHeld()
    {
        for (int i = 0; i < HeldMax; i++)
        {
            Checksum += CheckAndRelease(in _held[i]);
            _held[i] = default;
        }
    }

    private static ulong CheckAndRelease(in BufferSlice line)
    {
        ulong value = line.IsEmpty ? 0 : Outcome.Value(line.Length, line.FirstSpan[0]);
        line.Dispose();
        return value;
    }

    private void TakeOwned()
    {
        long count = LineCount;
        ulong checksum = 0;
        while (_buffer.TryTakeLine(out BufferSlice line))
        {
            ref BufferSlice slot = ref _held[(int)(count++ % HeldMax)];
            checksum += CheckAndRelease(in slot);
            slot = line;
        }

        Checksum += checksum;
        LineCount = count;
    }

    private void TakeOnce()
    {
        long count = LineCount;
        ulong checksum = 0;
        while (_buffer.TryTakeLine(out BufferSlice line))
        {
            checksum += CheckAndRelease(in line);
            count++;
        }

        Checksum += checksum;
        LineCount = count;
    }

    private void LookAt()
    {
        long count = LineCount;
        ulong checksum = 0;
        using var reader = new BufferReader(_buffer);
        while (reader.TryReadLine(out ReadOnlySpan<byte> line))
        {
            checksum += Outcome.Value(line);
            count++;
        }

        _buffer.Skip(reader.Consumed);
        Checksum += checksum;
        LineCount = count;
    }

    private void LookAtBulk()
    {
        long count = LineCount;
        ulong checksum = 0;
        long completeLength = _buffer.LastIndexOf((byte)'\n') + 1;
        foreach (ReadOnlySpan<byte> line in _buffer.EnumerateLines(includeUnterminated: false))
        {
            checksum += Outcome.Value(line);
            count++;
        }

        _buffer.Skip(completeLength);
        Checksum += checksum;
        LineCount = count;
    }
}
