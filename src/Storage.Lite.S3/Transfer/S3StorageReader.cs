using System;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;
using Amazon.S3.Model;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite.S3;

/// <summary>The body of an answer, in portions. The bytes come as they arrive, into pooled blocks.</summary>
internal sealed class S3StorageReader : StorageReader
{
    private readonly S3Storage _storage;
    private readonly GetObjectResponse _response;
    private readonly ChunkedBuffer _buffer;
    private readonly long _length;
    private readonly uint? _expectedChecksum;
    private uint _checksum;
    private long _position;
    private bool _isDisposed;

    private S3StorageReader(
        S3Storage storage, GetObjectResponse response, StorageEntry entry, long start, long length, uint? checksum)
        : base(StorageOutcome.Found, entry, start)
    {
        _storage = storage;
        _response = response;
        _length = length;
        _expectedChecksum = checksum;
        _buffer = new ChunkedBuffer(storage.Options.Pool, length < S3Storage.PortionBytes ? null : S3Storage.Portions);
    }

    /// <summary>Ownership: the response transfers when this returns.</summary>
    internal static S3StorageReader Create(
        S3Storage storage, StorageKey key, StorageRange range, GetObjectResponse response)
    {
        long length = response.ContentLength;
        long start = 0;
        long whole = length;
        if (ContentRangeHeaderValue.TryParse(response.ContentRange, out ContentRangeHeaderValue? told)
            && told is { From: { } from, Length: { } all })
        {
            start = from;
            whole = all;
        }

        if (!range.TryResolve(whole, out long wantedStart, out long wantedLength)
            || wantedStart != start || wantedLength != length)
        {
            throw new StorageException(
                StorageOperation.Get,
                key,
                storage.Name,
                $"{range} was asked for, and the service sent {length} bytes from {start} of {whole}: it does not "
                + "understand ranges");
        }

        var entry = new StorageEntry
        {
            Key = key,
            Length = whole,
            ModifiedAt = S3Storage.TimeOf(response.LastModified),
            ETag = StorageETag.Parse(response.ETag),
            Metadata = ObjectMetadata.Read(response.Metadata),
        };
        uint? checksum = range.IsAll && storage.HasChecksums ? ValueChecksum.Parse(response.ChecksumCRC32C) : null;
        return new S3StorageReader(storage, response, entry, start, length, checksum);
    }

    public override async ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_position == _length)
        {
            return BufferSlice.Empty;
        }

        using var watch = new RequestWatch(_storage.Options.IdleTimeout, cancellation);
        await FillAsync(watch).ConfigureAwait(false);
        return TakeChecked();
    }

    /// <summary>Reads everything. Ownership: the caller disposes the bytes.</summary>
    internal async ValueTask<BufferSlice> ReadAllAsync(CancellationToken cancellation)
    {
        using var watch = new RequestWatch(_storage.Options.IdleTimeout, cancellation);
        while (_position < _length)
        {
            await FillAsync(watch).ConfigureAwait(false);
            watch.Touch();
        }

        return TakeChecked();
    }

    public override ValueTask DisposeAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            try
            {
                _response.Dispose();
            }
            catch (AmazonClientException) when (_position == _length)
            {
                // The SDK compares once more what the last read has reported.
                _position = _length;
            }
            finally
            {
                _buffer.Dispose();
            }
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask FillAsync(RequestWatch watch)
    {
        int wanted = (int)Math.Min(S3Storage.PortionBytes, _length - _position);
        int count = await ReadSomeAsync(_buffer.GetMemory(wanted)[..wanted], watch).ConfigureAwait(false);
        _buffer.Advance(count);
        _position += count;
        if (count == 0)
        {
            throw new StorageException(
                StorageOperation.Get,
                Entry.Key,
                _storage.Name,
                $"the connection ended after {_position} bytes of {_length}",
                StorageTransience.Temporary);
        }

        if (_position == _length)
        {
            // Only a read that finds the end makes the SDK compare what came.
            _ = await ReadSomeAsync(_buffer.GetMemory(1)[..1], watch).ConfigureAwait(false);
        }
    }

    private async ValueTask<int> ReadSomeAsync(Memory<byte> destination, RequestWatch watch)
    {
        try
        {
            return await _response.ResponseStream.ReadAsync(destination, watch.Token).ConfigureAwait(false);
        }
        catch (AmazonClientException exception)
        {
            // The SDK compares what came with the version, where that is the MD5 of the bytes.
            throw new StorageIntegrityException(
                StorageOperation.Get, Entry.Key, _storage.Name, exception.Message, exception);
        }
        catch (Exception exception) when (S3Errors.Knows(exception))
        {
            throw S3Errors.Create(_storage.PlaceOf(StorageOperation.Get, Entry.Key), exception, watch);
        }
    }

    /// <summary>Hands out what is read; the end of a value only when the whole of it is what was put.</summary>
    private BufferSlice TakeChecked()
    {
        BufferSlice bytes = _buffer.TakeAll();
        if (_expectedChecksum is not { } expected)
        {
            return bytes;
        }

        _checksum = Crc32C.Append(_checksum, bytes);
        if (_position == _length && _checksum != expected)
        {
            bytes.Dispose();
            throw new StorageIntegrityException(
                StorageOperation.Get,
                Entry.Key,
                _storage.Name,
                $"its CRC-32C is {_checksum:x8}, and {expected:x8} was put");
        }

        return bytes;
    }
}
