using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <content>Getting values, whole, in parts and in portions.</content>
public partial class EnvelopeStorage
{
    /// <summary>
    /// What is handed out as one chunk at most: longer blocks have memory of their own, which is mapped and cleared
    /// each time.
    /// </summary>
    private const int ChunkLengthMax = 256 * 1024;

    /// <summary>
    /// How often a part is tried, while the object is replaced again and again, before the whole object is read
    /// instead: a reader of the whole stays with its version.
    /// </summary>
    private const int PartAttempts = 3;

    private static readonly ChunkedBufferOptions s_longChunks = new() { ChunkLengthMax = ChunkLengthMax };

    /// <inheritdoc/>
    public override ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        RequireKey(key);
        if (!options.Range.IsAll)
        {
            return GetPartAsync(key, options, cancellation);
        }

        ValueTask<StorageContent> task = Inner.TryGetAsync(key, options, cancellation);
        return task.IsCompletedSuccessfully
            ? Decode(key, task.Result, cancellation)
            : AwaitDecodedAsync(key, task, cancellation);
    }

    /// <inheritdoc/>
    public override async ValueTask<StorageReader> TryOpenReadAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        RequireKey(key);
        for (int attempt = 0; ; attempt++)
        {
            StorageReader? reader = options.Range.IsAll || attempt >= PartAttempts
                ? await OpenWholeAsync(key, options, cancellation).ConfigureAwait(false)
                : await OpenPartAsync(key, options, cancellation).ConfigureAwait(false);
            if (reader is not null)
            {
                return reader;
            }
        }
    }

    private async ValueTask<StorageContent> AwaitDecodedAsync(
        StorageKey key, ValueTask<StorageContent> task, CancellationToken cancellation) =>
        await Decode(key, await task.ConfigureAwait(false), cancellation).ConfigureAwait(false);

    /// <summary>Makes the value of what the store below returned whole. Ownership of it: transfers.</summary>
    private ValueTask<StorageContent> Decode(StorageKey key, StorageContent stored, CancellationToken cancellation)
    {
        if (!stored.IsFound)
        {
            return stored.Outcome == StorageOutcome.NotFound
                ? new ValueTask<StorageContent>(stored)
                : NotModifiedAsync(key, stored.Entry, cancellation);
        }

        bool isTaken = false;
        try
        {
            EnvelopeOpening? opening = Open(StorageOperation.Get, key, stored.Bytes, stored.Bytes.Length);
            if (opening is null)
            {
                return new ValueTask<StorageContent>(StorageContent.NotFound);
            }

            if (opening.Header.IsCompressed)
            {
                isTaken = true;
                return DecompressAsync(key, stored, opening, cancellation);
            }

            using (opening)
            {
                StorageEntry entry = EntryOf(stored.Entry, opening.Header, opening.PayloadLength);
                return new ValueTask<StorageContent>(
                    StorageContent.Found(OpenPayload(key, opening, stored.Bytes), entry));
            }
        }
        finally
        {
            if (!isTaken)
            {
                stored.Dispose();
            }
        }
    }

    /// <summary>The caller has this version already; but it may have expired since.</summary>
    private async ValueTask<StorageContent> NotModifiedAsync(
        StorageKey key, StorageEntry stored, CancellationToken cancellation)
    {
        StorageEntry? entry = await TryStatAsync(key, cancellation).ConfigureAwait(false);
        return entry is null ? StorageContent.NotFound
            : StorageContent.NotModified(entry.Value.ETag == stored.ETag ? entry.Value : stored);
    }

    /// <summary>The payload of an object that is not compressed. Ownership: the caller disposes it.</summary>
    private BufferSlice OpenPayload(StorageKey key, EnvelopeOpening opening, BufferSlice stored)
    {
        using BufferSlice frames = stored.Slice(opening.Frames.GetFrameOffset(0));
        if (!opening.Header.IsEncrypted && opening.PayloadLength < EnvelopeFrames.FrameLength
            && frames.TryGetSpan(out ReadOnlySpan<byte> frame))
        {
            // One frame with a checksum: the stored bytes themselves are handed out.
            return opening.Frames.Verify(0, frame)
                ? frames.Slice(0, opening.PayloadLength)
                : throw Damaged(StorageOperation.Get, key, "frame 0 is not what was written");
        }

        if (opening.PayloadLength <= ChunkLengthMax)
        {
            int length = (int)opening.PayloadLength;
            using BlockLease lease = _pool.RentBlock(Math.Max(1, length), allowDirty: true);
            OpenAll(key, opening.Frames, frames, 0, lease.Span[..length]);
            return length == 0 ? BufferSlice.Empty : lease.Share(0, length);
        }

        return OpenLong(key, opening, frames);
    }

    private BufferSlice OpenLong(StorageKey key, EnvelopeOpening opening, BufferSlice stored)
    {
        using var payload = new ChunkedBuffer(_pool, s_longChunks);
        int tag = opening.Frames.TagLength;
        long position = 0;
        for (long index = 0; position < stored.Length; index++)
        {
            int storedFrame = (int)Math.Min(EnvelopeFrames.FrameLength + tag, stored.Length - position);
            int length = storedFrame - tag;
            OpenFrame(
                key, opening.Frames, stored.Slice(position, storedFrame), index,
                length == 0 ? default : payload.GetSpan(length)[..length]);
            if (length != 0)
            {
                payload.Advance(length);
            }

            position += storedFrame;
        }

        return payload.TakeAll();
    }

    /// <summary>The value of a compressed object that is in memory. Ownership of both: transfers.</summary>
    private async ValueTask<StorageContent> DecompressAsync(
        StorageKey key, StorageContent stored, EnvelopeOpening opening, CancellationToken cancellation)
    {
        StorageReader? reader = null;
        try
        {
            long length = opening.PlainLength;
            if (length < 0)
            {
                long first = (opening.PayloadLength - opening.Header.TrailerLength) / EnvelopeFrames.FrameLength;
                using BufferSlice end = stored.Bytes.Slice(opening.Frames.GetFrameOffset(first));
                length = TrailerOf(key, opening, end, first);
            }

            StorageEntry entry = EntryOf(stored.Entry, opening.Header, length);
            reader = MakeReader(
                StorageReader.FromContent(stored), opening, entry, new EnvelopePart(0, 0, length));
            return await GatherAsync(reader, cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (reader is null)
            {
                opening.Dispose();
                stored.Dispose();
            }
            else
            {
                await reader.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<StorageContent> GetPartAsync(
        StorageKey key, GetOptions options, CancellationToken cancellation)
    {
        StorageReader reader = await TryOpenReadAsync(key, options, cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return reader.Outcome switch
            {
                StorageOutcome.Found => await GatherAsync(reader, cancellation).ConfigureAwait(false),
                StorageOutcome.NotModified => StorageContent.NotModified(reader.Entry),
                _ => StorageContent.NotFound,
            };
        }
    }

    private async ValueTask<StorageContent> GatherAsync(StorageReader reader, CancellationToken cancellation)
    {
        using var value = new ChunkedBuffer(_pool);
        while (true)
        {
            using BufferSlice portion = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (portion.IsEmpty)
            {
                break;
            }

            value.Append(portion);
        }

        BufferSlice bytes = value.ChunkCount > 1 && value.Length <= ChunkLengthMax
            ? value.ToContiguous()
            : value.TakeAll();
        return StorageContent.Found(bytes, reader.Entry, reader.Start);
    }

    /// <summary>Opens a part by reading only its frames; null when the object was replaced in between.</summary>
    private async ValueTask<StorageReader?> OpenPartAsync(
        StorageKey key, GetOptions options, CancellationToken cancellation)
    {
        EnvelopeProbe probe = await ProbeAsync(StorageOperation.Get, key, options.Condition, cancellation)
            .ConfigureAwait(false);
        if (probe.Outcome != StorageOutcome.Found)
        {
            StorageContent answer = probe.Outcome == StorageOutcome.NotFound
                ? StorageContent.NotFound
                : await NotModifiedAsync(key, probe.Stored, cancellation).ConfigureAwait(false);
            return StorageReader.FromContent(answer);
        }

        EnvelopeOpening opening = probe.Opening!;
        bool isTaken = false;
        try
        {
            if (opening.Header.IsCompressed)
            {
                return await OpenWholeAsync(key, options, cancellation).ConfigureAwait(false);
            }

            StorageEntry entry = EntryOf(probe.Stored, opening.Header, opening.PayloadLength);
            (long start, long length) = Resolve(key, options.Range, entry.Length);
            if (length == 0)
            {
                return StorageReader.FromContent(StorageContent.Found(BufferSlice.Empty, entry, start));
            }

            EnvelopeWindow window = WindowOf(opening, start, length);
            StorageReader? inner = await OpenFramesAsync(probe, window, cancellation).ConfigureAwait(false);
            if (inner is null)
            {
                return null;
            }

            isTaken = true;
            var source = new EnvelopeFrameSource(inner, opening.Frames, window, _pool);
            var part = new EnvelopePart(start, start - (window.FrameStart * EnvelopeFrames.FrameLength), length);
            return new EnvelopeReader(entry, source, null, part, Name);
        }
        finally
        {
            if (!isTaken)
            {
                opening.Dispose();
            }
        }
    }

    /// <summary>
    /// The frames that a part touches. One that reaches the end also reads the last frame, which may be empty: only it
    /// proves where the end is.
    /// </summary>
    private static EnvelopeWindow WindowOf(EnvelopeOpening opening, long start, long length)
    {
        long end = start + length == opening.PayloadLength
            ? EnvelopeFrames.GetFrameCount(opening.PayloadLength)
            : ((start + length - 1) / EnvelopeFrames.FrameLength) + 1;
        return new EnvelopeWindow(opening.PayloadLength, 0, start / EnvelopeFrames.FrameLength, end);
    }

    private async ValueTask<StorageReader?> OpenFramesAsync(
        EnvelopeProbe probe, EnvelopeWindow window, CancellationToken cancellation)
    {
        EnvelopeFrames frames = probe.Opening!.Frames;
        long start = frames.GetFrameOffset(window.FrameStart);
        long end = Math.Min(frames.GetFrameOffset(window.FrameEnd), probe.Stored.Length);
        var options = new GetOptions
        {
            Range = StorageRange.Bounded(start, end - start),
            Condition = probe.Stored.ETag.IsEmpty ? default : StorageCondition.IfMatch(probe.Stored.ETag),
        };
        try
        {
            StorageReader reader = await Inner.TryOpenReadAsync(probe.Stored.Key, options, cancellation)
                .ConfigureAwait(false);
            if (reader.IsFound)
            {
                return reader;
            }

            await reader.DisposeAsync().ConfigureAwait(false);
            return null;
        }
        catch (Exception error) when (error is StoragePreconditionException or StorageRangeException)
        {
            // The object was replaced since its beginning was read.
            return null;
        }
    }

    /// <summary>Opens an object from its beginning; null when it was replaced while its length was looked up.</summary>
    private async ValueTask<StorageReader?> OpenWholeAsync(
        StorageKey key, GetOptions options, CancellationToken cancellation)
    {
        StorageReader inner = await Inner.TryOpenReadAsync(key, options with { Range = default }, cancellation)
            .ConfigureAwait(false);
        if (!inner.IsFound)
        {
            return inner.Outcome == StorageOutcome.NotFound
                ? inner
                : StorageReader.FromContent(
                    await NotModifiedAsync(key, inner.Entry, cancellation).ConfigureAwait(false));
        }

        EnvelopeOpening? opening = null;
        bool isTaken = false;
        using var head = new ChunkedBuffer(_pool);
        try
        {
            opening = await OpenHeadAsync(key, inner, head, cancellation).ConfigureAwait(false);
            if (opening is null)
            {
                return StorageReader.NotFound;
            }

            var probe = new EnvelopeProbe(StorageOutcome.Found, inner.Entry, opening);
            long? plainLength = await LengthAsync(probe, cancellation).ConfigureAwait(false);
            if (plainLength is null)
            {
                return null;
            }

            StorageEntry entry = EntryOf(inner.Entry, opening.Header, plainLength.Value);
            (long start, long length) = Resolve(key, options.Range, entry.Length);
            using BufferSlice begun = head.TakeAll();
            isTaken = true;
            return MakeReader(inner, opening, entry, new EnvelopePart(start, start, length), begun);
        }
        finally
        {
            if (!isTaken)
            {
                opening?.Dispose();
                await inner.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads the bytes before the first frame, which stay in the buffer.</summary>
    private async ValueTask<EnvelopeOpening?> OpenHeadAsync(
        StorageKey key, StorageReader inner, ChunkedBuffer head, CancellationToken cancellation)
    {
        while (head.Length < PrefixLengthMax)
        {
            using BufferSlice portion = await inner.ReadAsync(cancellation).ConfigureAwait(false);
            if (portion.IsEmpty)
            {
                break;
            }

            head.Append(portion);
        }

        using BufferSlice begun = head.Peek(-1);
        return Open(StorageOperation.Get, key, begun, inner.Entry.Length);
    }

    /// <summary>Makes the reader of a whole object or of a part from its beginning. Ownership: transfers all.</summary>
    private EnvelopeReader MakeReader(
        StorageReader inner,
        EnvelopeOpening opening,
        StorageEntry entry,
        EnvelopePart part,
        BufferSlice begun = default)
    {
        var window = new EnvelopeWindow(
            opening.PayloadLength,
            opening.Header.TrailerLength,
            FrameStart: 0,
            EnvelopeFrames.GetFrameCount(opening.PayloadLength));
        var source = new EnvelopeFrameSource(inner, opening.Frames, window, _pool);
        source.Feed(begun);
        source.Skip(opening.Header.PrefixLength);
        if (!opening.Header.IsCompressed)
        {
            return new EnvelopeReader(entry, source, null, part, Name);
        }

        CompressionFormat format = (opening.Header.Codec & EnvelopeCodec.Brotli) != 0
            ? CompressionFormat.Brotli
            : CompressionFormat.ZLib;
        var decompressor = new SliceDecompressor(format, source, _options.Limits, _pool, leaveOpen: true);
        return new EnvelopeReader(entry, source, decompressor, part, Name);
    }

    private (long Start, long Length) Resolve(StorageKey key, StorageRange range, long length)
    {
        return range.TryResolve(length, out long start, out long count)
            ? (start, count)
            : throw new StorageRangeException(
                StorageOperation.Get, key, Name, $"{range} begins after the end of the {length} bytes");
    }
}
