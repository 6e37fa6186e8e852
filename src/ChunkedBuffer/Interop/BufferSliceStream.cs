using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace ChunkedBuffers;

/// <summary>
/// A slice as a read-only, seekable stream with a reference of its own. Thread safety: one thread at a time.
/// </summary>
internal sealed class BufferSliceStream(BufferSlice slice) : ChunkStream
{
    private long _position;

    public override bool CanRead => IsOpen;

    public override bool CanWrite => false;

    public override bool CanSeek => IsOpen;

    public override long Length
    {
        get
        {
            RequireOpen();
            return slice.Length;
        }
    }

    public override long Position
    {
        get
        {
            RequireOpen();
            return _position;
        }

        set
        {
            RequireOpen();
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(Span<byte> destination)
    {
        RequireOpen();
        if (destination.IsEmpty || _position >= slice.Length)
        {
            return 0;
        }

        int copied = slice.CopyTo(_position, destination);
        _position += copied;
        return copied;
    }

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override void Write(ReadOnlySpan<byte> source) => throw NotWritable();

    public override void CopyTo(Stream destination, int bufferSize)
    {
        ValidateCopyToArguments(destination, bufferSize);
        using BufferSlice rest = TakeRest();
        rest.CopyTo(destination);
    }

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        using BufferSlice rest = TakeRest();
        await rest.CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        RequireOpen();
        long target = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => checked(_position + offset),
            SeekOrigin.End => checked(slice.Length + offset),
            _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, $"There is no origin {(int)origin}."),
        };
        if (target < 0)
        {
            throw new IOException($"Position {target} is before the beginning of the stream.");
        }

        _position = target;
        return target;
    }

    public override void SetLength(long value) => throw NotWritable();

    protected override void Close(bool disposing) => slice.Dispose();

    /// <summary>Shares what has not been read and moves to the end. Ownership: the caller disposes the slice.</summary>
    private BufferSlice TakeRest()
    {
        RequireOpen();
        long length = slice.Length;
        BufferSlice rest = slice.Slice(Math.Min(_position, length));
        _position = Math.Max(_position, length);
        return rest;
    }

    private static NotSupportedException NotWritable() => new("Slices are immutable; write to a ChunkedBuffer.");
}
