using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace ChunkedBuffers;

/// <summary>
/// A buffer as a stream: writes go to its end, reads consume its front. Thread safety: as the buffer, one thread at a
/// time.
/// </summary>
internal sealed class ChunkedBufferStream(ChunkedBuffer buffer, bool leaveOpen) : ChunkStream
{
    public override bool CanRead => IsOpen;

    public override bool CanWrite => IsOpen;

    public override bool CanSeek => false;

    public override long Length => throw NotSeekable();

    public override long Position
    {
        get => throw NotSeekable();
        set => throw NotSeekable();
    }

    public override int Read(Span<byte> destination)
    {
        RequireOpen();
        return buffer.Read(destination);
    }

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override void Write(ReadOnlySpan<byte> source)
    {
        RequireOpen();
        buffer.Append(source);
    }

    public override void CopyTo(Stream destination, int bufferSize)
    {
        ValidateCopyToArguments(destination, bufferSize);
        RequireOpen();
        buffer.WriteTo(destination);
    }

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        RequireOpen();
        return buffer.WriteToAsync(destination, cancellationToken).AsTask();
    }

    public override long Seek(long offset, SeekOrigin origin) => throw NotSeekable();

    public override void SetLength(long value) => throw NotSeekable();

    protected override void Close(bool disposing)
    {
        if (!leaveOpen)
        {
            buffer.Dispose();
        }
    }

    private static NotSupportedException NotSeekable() =>
        new("The stream consumes its buffer; peek a slice and use its stream to seek.");
}
