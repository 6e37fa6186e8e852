using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <summary>The value of an object, or a part of it, in portions that were checked.</summary>
/// <remarks>Ownership: owns the sources. Thread safety: one caller at a time.</remarks>
internal sealed class EnvelopeReader : StorageReader
{
    private readonly SliceSource _source;
    private readonly EnvelopeFrameSource _frames;
    private readonly SliceDecompressor? _decompressor;
    private readonly string _storeName;

    /// <summary>Whether the source is read to its end; a range in the middle of a compressed value is not.</summary>
    private readonly bool _readsToEnd;

    private long _skip;
    private long _left;
    private bool _isDisposed;

    /// <summary>Makes a reader.</summary>
    /// <param name="entry">What is known of the value.</param>
    /// <param name="frames">The payload. Ownership: transfers.</param>
    /// <param name="decompressor">What reads the payload, when it is compressed. Ownership: transfers.</param>
    /// <param name="part">Which bytes.</param>
    /// <param name="storeName">The store's name in errors.</param>
    internal EnvelopeReader(
        StorageEntry entry,
        EnvelopeFrameSource frames,
        SliceDecompressor? decompressor,
        in EnvelopePart part,
        string storeName)
        : base(StorageOutcome.Found, entry, part.Start)
    {
        _frames = frames;
        _decompressor = decompressor;
        _source = decompressor is null ? frames : decompressor;
        _skip = part.Skip;
        _left = part.Length;
        _storeName = storeName;
        _readsToEnd = decompressor is null || part.Start + part.Length == entry.Length;
    }

    public override async ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            while (true)
            {
                // Also when no byte is wanted any more: the end of the object is checked by whoever comes to it.
                BufferSlice portion = _left == 0 && _skip == 0 && !_readsToEnd
                    ? BufferSlice.Empty
                    : await _source.ReadAsync(cancellation).ConfigureAwait(false);
                if (portion.IsEmpty)
                {
                    RequireWhole();
                    return portion;
                }

                BufferSlice wanted = Cut(portion);
                if (!wanted.IsEmpty)
                {
                    return wanted;
                }
            }
        }
        catch (InvalidDataException error)
        {
            throw new StorageIntegrityException(
                StorageOperation.Get,
                Entry.Key,
                _storeName,
                $"the stored bytes are not those that were put: {error.Message}",
                error);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            if (_decompressor is not null)
            {
                await _decompressor.DisposeAsync().ConfigureAwait(false);
            }

            await _frames.DisposeAsync().ConfigureAwait(false);
        }
    }

    private BufferSlice Cut(BufferSlice portion)
    {
        Debug.Assert(!portion.IsEmpty, "The end is no portion.");
        using (portion)
        {
            long start = Math.Min(_skip, portion.Length);
            long length = Math.Min(_left, portion.Length - start);
            _skip -= start;
            _left -= length;
            return length == 0 ? BufferSlice.Empty : portion.Slice(start, length);
        }
    }

    private void RequireWhole()
    {
        if (_left != 0 || _skip != 0)
        {
            throw new InvalidDataException("the value is shorter than its length");
        }

        if (_decompressor is not null && _readsToEnd
            && (_frames.Trailer != _decompressor.BytesOut || _decompressor.BytesOut != Entry.Length))
        {
            throw new InvalidDataException("the value has another length than was written");
        }
    }
}
