using System;
using System.Buffers;

namespace Native.Benchmarks;

/// <summary>
/// A line that outlives the buffer it came from, the way code without reference counts keeps one: copied to a rented
/// array.
/// </summary>
internal readonly struct RentedLine
{
    private readonly byte[]? _array;
    private readonly int _length;

    public RentedLine(ReadOnlySpan<byte> line)
    {
        _array = ArrayPool<byte>.Shared.Rent(line.Length);
        _length = line.Length;
        line.CopyTo(_array);
    }

    public RentedLine(in ReadOnlySequence<byte> line)
    {
        _length = (int)line.Length;
        _array = ArrayPool<byte>.Shared.Rent(_length);
        line.CopyTo(_array);
    }

    public long RetainedBytes => _array?.Length ?? 0;

    public ulong CheckAndReturn()
    {
        if (_array is null)
        {
            return 0;
        }

        ulong value = Outcome.Value(_array.AsSpan(0, _length));
        ArrayPool<byte>.Shared.Return(_array);
        return value;
    }
}
