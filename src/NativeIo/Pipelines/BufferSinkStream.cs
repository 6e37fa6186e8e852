using System;
using System.IO;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>What the framework's encoders write to: the buffer that the caller passed to the current call.</summary>
internal sealed class BufferSinkStream : Stream
{
    /// <summary>Gets or sets where bytes go; null outside of a call, when nothing is to come.</summary>
    public ChunkedBuffer? Target { get; set; }

    /// <summary>Gets the bytes that came so far.</summary>
    public long BytesWritten { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Target is { } target)
        {
            target.Append(buffer);
            BytesWritten += buffer.Length;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
