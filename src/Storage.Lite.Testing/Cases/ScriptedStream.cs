using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite.Testing;

/// <summary>A stream as networks have them: it does not seek, knows no length, yields little, and may fail.</summary>
internal sealed class ScriptedStream(byte[] bytes, int readLengthMax, IOException? failure = null) : Stream
{
    private readonly byte[] _bytes = bytes;
    private readonly int _readLengthMax = readLengthMax;
    private readonly IOException? _failure = failure;
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(Math.Min(_readLengthMax, buffer.Length), _bytes.Length - _position);
        if (count == 0 && _failure is not null && buffer.Length > 0)
        {
            throw _failure;
        }

        _bytes.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<int>(Read(buffer.Span));
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
