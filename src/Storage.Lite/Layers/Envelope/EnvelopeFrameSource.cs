using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// The payload of an object, frame by frame, out of its stored bytes. A frame is checked before anything of it is
/// handed out, and the end of the object is checked when it is read to its end.
/// </summary>
/// <remarks>
/// Ownership: owns the reader below and the frames. Errors are <see cref="InvalidDataException"/>, which the reader
/// above names. Thread safety: one caller at a time.
/// </remarks>
internal sealed class EnvelopeFrameSource : SliceSource
{
    /// <summary>How many frames make a portion, 64 KiB: a system call's worth.</summary>
    private const int FramesPerPortion = 4;

    private readonly StorageReader _inner;
    private readonly EnvelopeFrames _frames;
    private readonly ChunkedBuffer _pending;
    private readonly BlockPool _pool;
    private readonly long _payloadLength;
    private readonly long _frameEnd;
    private readonly long _visibleEnd;
    private readonly byte[] _trailer = new byte[sizeof(long)];
    private long _frameIndex;
    private int _skip;
    private bool _isInnerEnded;

    /// <summary>Makes a source.</summary>
    /// <param name="inner">The stored bytes, from the first frame's first byte on. Ownership: transfers.</param>
    /// <param name="frames">The object's frames. Ownership: transfers.</param>
    /// <param name="window">Which frames.</param>
    /// <param name="pool">Where portions are rented.</param>
    internal EnvelopeFrameSource(StorageReader inner, EnvelopeFrames frames, in EnvelopeWindow window, BlockPool pool)
    {
        _inner = inner;
        _frames = frames;
        _pool = pool;
        _pending = new ChunkedBuffer(pool);
        _payloadLength = window.PayloadLength;
        _visibleEnd = window.PayloadLength - window.TrailerLength;
        _frameIndex = window.FrameStart;
        _frameEnd = window.FrameEnd;
    }

    /// <summary>Gets the eight bytes after the compressed ones, when everything was read.</summary>
    internal long Trailer => BinaryPrimitives.ReadInt64LittleEndian(_trailer);

    /// <summary>Takes bytes of the object that were read already. Ownership: shares.</summary>
    internal void Feed(BufferSlice bytes) => _pending.Append(bytes);

    /// <summary>Leaves out what comes before the first frame.</summary>
    internal void Skip(int count) => _skip = count;

    public override async ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default)
    {
        while (_frameIndex < _frameEnd)
        {
            long count = Math.Min(FramesPerPortion, _frameEnd - _frameIndex);
            long stored = _frames.GetFrameOffset(_frameIndex + count) - _frames.GetFrameOffset(_frameIndex);
            if (_frameIndex + count == EnvelopeFrames.GetFrameCount(_payloadLength))
            {
                stored = _frames.GetStoredLength(_payloadLength) - _frames.GetFrameOffset(_frameIndex);
            }

            await FillAsync(stored + _skip, cancellation).ConfigureAwait(false);
            _pending.SkipExactly(_skip);
            _skip = 0;
            BufferSlice portion = OpenFrames((int)count);
            if (_frameIndex == _frameEnd)
            {
                await RequireEndAsync(portion, cancellation).ConfigureAwait(false);
            }

            if (!portion.IsEmpty)
            {
                return portion;
            }
        }

        return BufferSlice.Empty;
    }

    public override async ValueTask DisposeAsync()
    {
        _pending.Dispose();
        _frames.Dispose();
        await _inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask FillAsync(long length, CancellationToken cancellation)
    {
        while (_pending.Length < length && !_isInnerEnded)
        {
            using BufferSlice more = await _inner.ReadAsync(cancellation).ConfigureAwait(false);
            _pending.Append(more);
            _isInnerEnded = more.IsEmpty;
        }

        if (_pending.Length < length)
        {
            throw new InvalidDataException("the stored bytes are cut off");
        }
    }

    /// <summary>Whoever reads the last frame also sees that nothing follows it.</summary>
    private async ValueTask RequireEndAsync(BufferSlice portion, CancellationToken cancellation)
    {
        try
        {
            if (_pending.IsEmpty && !_isInnerEnded)
            {
                using BufferSlice more = await _inner.ReadAsync(cancellation).ConfigureAwait(false);
                _pending.Append(more);
                _isInnerEnded = true;
            }

            if (!_pending.IsEmpty)
            {
                throw new InvalidDataException("there are bytes after the end of the object");
            }
        }
        catch
        {
            portion.Dispose();
            throw;
        }
    }

    private BufferSlice OpenFrames(int count)
    {
        long start = _frameIndex * EnvelopeFrames.FrameLength;
        int length = (int)(Math.Min(_payloadLength, start + ((long)count * EnvelopeFrames.FrameLength)) - start);
        using BlockLease lease = _pool.RentBlock(Math.Max(length, 1), allowDirty: true);
        Span<byte> destination = lease.Span[..length];
        for (int index = 0; index < count; index++)
        {
            int begin = index * EnvelopeFrames.FrameLength;
            OpenFrame(destination.Slice(begin, Math.Min(EnvelopeFrames.FrameLength, length - begin)));
        }

        int visible = (int)Math.Clamp(_visibleEnd - start, 0, length);
        if (visible < length)
        {
            long trailerStart = start + visible - _visibleEnd;
            destination[visible..].CopyTo(_trailer.AsSpan((int)trailerStart));
        }

        return visible == 0 ? BufferSlice.Empty : lease.Share(0, visible);
    }

    private void OpenFrame(Span<byte> destination)
    {
        Debug.Assert(_pending.Length >= destination.Length + _frames.TagLength, "The frame was read before.");
        using BufferSlice taken = _pending.TakeExactly(destination.Length + _frames.TagLength);
        using BufferSlice frame = taken.ToContiguous(_pool);
        if (!_frames.TryOpenFrame(_frameIndex, frame.AsSpan(), destination))
        {
            throw new InvalidDataException($"frame {_frameIndex} is not what was written");
        }

        _frameIndex++;
    }
}
