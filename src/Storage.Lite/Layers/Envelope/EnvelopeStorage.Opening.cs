using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <content>The beginnings and ends of stored objects.</content>
public partial class EnvelopeStorage
{
    /// <summary>The most bytes before the first frame.</summary>
    private const int PrefixLengthMax = EnvelopeHeader.Length + ChunkedAead.HeaderLength;

    /// <summary>Reads and opens the beginning of an object.</summary>
    private async ValueTask<EnvelopeProbe> ProbeAsync(
        StorageOperation operation, StorageKey key, StorageCondition condition, CancellationToken cancellation)
    {
        var options = new GetOptions { Range = StorageRange.Bounded(0, PrefixLengthMax), Condition = condition };
        using StorageContent content = await Inner.TryGetAsync(key, options, cancellation).ConfigureAwait(false);
        if (!content.IsFound)
        {
            return new EnvelopeProbe(content.Outcome, content.Entry, null);
        }

        EnvelopeOpening? opening = Open(operation, key, content.Bytes, content.Entry.Length);
        return opening is null
            ? new EnvelopeProbe(StorageOutcome.NotFound, content.Entry, null)
            : new EnvelopeProbe(StorageOutcome.Found, content.Entry, opening);
    }

    /// <summary>Opens an object by its first bytes.</summary>
    /// <param name="operation">What was asked, for errors.</param>
    /// <param name="key">The key.</param>
    /// <param name="bytes">The first bytes: the whole prefix, or the whole object when it is shorter.</param>
    /// <param name="storedLength">The length of the stored object.</param>
    /// <returns>What to read it with, or null when it has expired.</returns>
    /// <exception cref="StorageIntegrityException">It is not an object that this store can read.</exception>
    private EnvelopeOpening? Open(StorageOperation operation, StorageKey key, BufferSlice bytes, long storedLength)
    {
        Span<byte> prefix = stackalloc byte[PrefixLengthMax];
        prefix = prefix[..bytes.CopyTo(0, prefix)];
        if (!EnvelopeHeader.TryRead(prefix, out EnvelopeHeader header, out string? reason))
        {
            throw Damaged(operation, key, reason);
        }

        if (header.IsExpired(_options.TimeProvider))
        {
            return null;
        }

        if (prefix.Length < header.PrefixLength)
        {
            throw Damaged(operation, key, "the stored bytes are cut off");
        }

        EnvelopeFrames frames = OpenFrames(operation, key, header, prefix);
        if (!frames.TryGetPayloadLength(storedLength, out long payloadLength)
            || payloadLength < header.TrailerLength
            || (!header.IsCompressed && header.PlainLength >= 0 && header.PlainLength != payloadLength))
        {
            frames.Dispose();
            throw Damaged(
                operation, key, $"no object is {storedLength} bytes long: it is cut off, or something follows it");
        }

        return new EnvelopeOpening(header, frames, payloadLength);
    }

    private EnvelopeFrames OpenFrames(
        StorageOperation operation, StorageKey key, in EnvelopeHeader header, ReadOnlySpan<byte> prefix)
    {
        if (!header.IsEncrypted)
        {
            return _options.Keys is null || _options.ReadsUnencrypted
                ? EnvelopeFrames.OpenPlain(header, prefix)
                : throw Damaged(operation, key, "the object is not encrypted, and this store reads encrypted ones "
                    + "only: see EnvelopeOptions.ReadsUnencrypted");
        }

        if (_options.Keys is null)
        {
            throw Damaged(
                operation, key, $"the object is encrypted with key {header.KeyId}, and this store has no keys");
        }

        if (EnvelopeFrames.TryOpenAgain(header, NameOf(key), _options.Keys, prefix) is { } again)
        {
            return again;
        }

        Span<byte> masterKey = stackalloc byte[StorageKeyRing.KeyLength];
        try
        {
            return _options.Keys.TryCopy(header.KeyId, masterKey) switch
            {
                null => throw Damaged(operation, key,
                    $"the object is encrypted with key {header.KeyId}, which the key ring does not have"),
                StorageKeyState.Revoked => throw Damaged(operation, key,
                    $"the object is encrypted with key {header.KeyId}, which is revoked: it cannot be read any more"),
                _ => EnvelopeFrames.TryOpen(header, NameOf(key), _options.Keys, masterKey, prefix)
                    ?? throw Damaged(operation, key, $"key {header.KeyId} does not open the object: it is another key "
                        + "of that number, or the object is damaged or was moved here from another name or store"),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(masterKey);
        }
    }

    /// <summary>
    /// The length of a value, for which the end of the object may have to be read; null when the object was replaced in
    /// between.
    /// </summary>
    private async ValueTask<long?> LengthAsync(EnvelopeProbe probe, CancellationToken cancellation)
    {
        EnvelopeOpening opening = probe.Opening!;
        if (opening.PlainLength >= 0)
        {
            return opening.PlainLength;
        }

        // The trailer may lie in the last two frames, so that both are read.
        long first = (opening.PayloadLength - opening.Header.TrailerLength) / EnvelopeFrames.FrameLength;
        long start = opening.Frames.GetFrameOffset(first);
        var options = new GetOptions
        {
            Range = StorageRange.Bounded(start, probe.Stored.Length - start),
            Condition = probe.Stored.ETag.IsEmpty ? default : StorageCondition.IfMatch(probe.Stored.ETag),
        };
        try
        {
            using StorageContent content = await Inner.TryGetAsync(probe.Stored.Key, options, cancellation)
                .ConfigureAwait(false);
            return content.IsFound ? TrailerOf(probe.Stored.Key, opening, content.Bytes, first) : null;
        }
        catch (Exception error) when (error is StoragePreconditionException or StorageRangeException)
        {
            // The object was replaced: whoever asked begins again.
            return null;
        }
    }

    /// <summary>Opens the last frames and reads the value's length from their end.</summary>
    private long TrailerOf(StorageKey key, EnvelopeOpening opening, BufferSlice stored, long firstFrame)
    {
        long payloadStart = firstFrame * EnvelopeFrames.FrameLength;
        int length = (int)(opening.PayloadLength - payloadStart);
        Debug.Assert(length is >= sizeof(long) and < 2 * EnvelopeFrames.FrameLength, "The trailer is in two frames.");
        using BlockLease lease = _pool.RentBlock(length, allowDirty: true);
        Span<byte> payload = lease.Span[..length];
        OpenAll(key, opening.Frames, stored, firstFrame, payload);
        long value = BinaryPrimitives.ReadInt64LittleEndian(payload[^sizeof(long)..]);
        return value >= 0 ? value : throw Damaged(StorageOperation.Get, key, "the length at the object's end is none");
    }

    /// <summary>Opens frames that follow one another to the end of the object.</summary>
    private void OpenAll(
        StorageKey key, EnvelopeFrames frames, BufferSlice stored, long firstFrame, Span<byte> destination)
    {
        long position = 0;
        for (long index = firstFrame; position < stored.Length; index++)
        {
            int storedFrame = (int)Math.Min(EnvelopeFrames.FrameLength + frames.TagLength, stored.Length - position);
            int frameLength = storedFrame - frames.TagLength;
            if (frameLength < 0 || frameLength > destination.Length)
            {
                throw Damaged(StorageOperation.Get, key, "the stored bytes have another length than the store says");
            }

            OpenFrame(key, frames, stored.Slice(position, storedFrame), index, destination[..frameLength]);
            destination = destination[frameLength..];
            position += storedFrame;
        }

        if (!destination.IsEmpty)
        {
            throw Damaged(StorageOperation.Get, key, "the stored bytes are cut off");
        }
    }

    /// <summary>Opens one frame. Ownership of the slice: transfers.</summary>
    private void OpenFrame(
        StorageKey key, EnvelopeFrames frames, BufferSlice stored, long index, Span<byte> destination)
    {
        using (stored)
        {
            using BufferSlice frame = stored.ToContiguous(_pool);
            if (!frames.TryOpenFrame(index, frame.AsSpan(), destination))
            {
                throw Damaged(StorageOperation.Get, key, $"frame {index} is not what was written");
            }
        }
    }

    private StorageIntegrityException Damaged(
        StorageOperation operation, StorageKey key, string reason, InvalidDataException? inner = null) =>
        new(operation, key, Name, reason, inner);
}
