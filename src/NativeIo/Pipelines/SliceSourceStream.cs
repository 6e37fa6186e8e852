using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// What the framework's decoders read from. It says that bytes are missing when it is asked beyond the end of the
/// source: a decoder that is through does not ask, except that of gzip, which looks for another member; to that it
/// hands out one more byte first, which does not begin one. So a stream that is cut off is told from one that has
/// ended, which the framework does not do by itself.
/// </summary>
/// <param name="source">The bytes. Ownership: borrows.</param>
/// <param name="isAskedBeyond">Whether the decoder is that of gzip. To others the byte would be one of theirs.</param>
internal sealed class SliceSourceStream(SliceSource source, bool isAskedBeyond) : Stream
{
    /// <summary>It begins no gzip member, and is the last byte of none below 4 GiB.</summary>
    private const byte AfterEnd = 0xFF;

    private readonly SliceSource _source = source;
    private BufferSlice _portion;
    private long _portionStart;
    private bool _isEnded;
    private bool _gaveAfterEnd = !isAskedBeyond;

    /// <summary>Gets the bytes of the source that were handed out.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Gets a value indicating whether an error is the source's, and not the decoder's.</summary>
    public bool HasFailed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Makes sure that a byte of the source is at hand; false at its end.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        while (_portionStart == _portion.Length && !_isEnded)
        {
            Drop();
            HasFailed = true;
            _portion = await _source.ReadAsync(cancellation).ConfigureAwait(false);
            HasFailed = false;
            _isEnded = _portion.IsEmpty;
        }

        return !_isEnded;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<bool> filled = FillAsync(cancellationToken);
        return filled.IsCompletedSuccessfully
            ? new ValueTask<int>(filled.Result ? Copy(buffer.Span) : ReadAfterEnd(buffer.Span))
            : AwaitAsync(filled, buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Takes bytes of the portion at hand.</summary>
    internal int Copy(Span<byte> destination)
    {
        int count = _portion.CopyTo(_portionStart, destination);
        _portionStart += count;
        BytesRead += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Drop();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> AwaitAsync(ValueTask<bool> filled, Memory<byte> buffer) =>
        await filled.ConfigureAwait(false) ? Copy(buffer.Span) : ReadAfterEnd(buffer.Span);

    private int ReadAfterEnd(Span<byte> destination)
    {
        if (_gaveAfterEnd)
        {
            throw new InvalidDataException("The compressed bytes end too early.");
        }

        _gaveAfterEnd = true;
        destination[0] = AfterEnd;
        return 1;
    }

    private void Drop()
    {
        BufferSlice portion = _portion;
        _portion = default;
        _portionStart = 0;
        portion.Dispose();
    }
}
