using System;
using System.IO;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// Reads files with several chunks on their way: around the page cache for <see cref="ReadStrategy.Direct"/>, through a
/// ring of the kernel for <see cref="ReadStrategy.Ring"/>, which also goes around the cache when it must not be filled.
/// What the system does not do so is read to blocks, or by threads, and counted as that. The threads are the ring's
/// own, unless the caller has a scheduler.
/// </summary>
/// <remarks>Thread safety: all members; each enumeration by one thread at a time.</remarks>
internal sealed class AheadFileReader : StrategyReader, IDisposable
{
    private readonly bool _isDirect;
    private readonly DirectFileOptions _fileOptions;
    private readonly RingCache _rings;

    internal AheadFileReader(ReadStrategy strategy, ReadOptions options)
        : base(strategy, options)
    {
        _isDirect = strategy == ReadStrategy.Direct || options.CachePolicy == PageCachePolicy.DoNotPollute;
        _fileOptions = new DirectFileOptions
        {
            // The caller has one chunk while these are on their way.
            QueueDepth = Math.Clamp(options.ChunksHeld - 1, 1, BatchRingOptions.QueueDepthMax),
            Pool = options.Pool,
            Backend = options.Backend,
        };
        _rings = new RingCache(_fileOptions);
    }

    /// <summary>Closes the rings that nobody uses; others are closed when they are not used any more.</summary>
    public void Dispose() => _rings.Dispose();

    /// <summary>Says what runs where a file has no direct transfers.</summary>
    internal static ReadDecision NotDirect(string reason, string fallbackReason) =>
        new(ReadStrategy.Buffered, $"{reason}; not direct: {fallbackReason}");

    private protected override BufferSlice ReadWholeFile(NativePath path, ref ReadDecision ran)
    {
        using ReadTarget target = ReadTarget.Open(path, Options);
        WholeFiles.RequireLength(path, target.Facts.Length);
        string reason = ran.Reason;
        using AheadRead? read = TryBegin(target, 0, WholeFileReading.BlockLength, ref ran);
        if (read is null)
        {
            return WholeFiles.Read(target);
        }

        bool wasDirect = read.IsDirect;
        BufferSlice content = WholeFiles.Read(read, path);
        if (wasDirect && !read.IsDirect)
        {
            ran = NotDirect(reason, read.FallbackReason);
        }

        return content;
    }

    private protected override ChunkSource MakeSource(ReadTarget target, long start, string reason, int slotCount)
    {
        var ran = new ReadDecision(Strategy, reason);
        AheadRead? read = TryBegin(target, start, Options.ChunkLength, ref ran);
        return read is null
            ? new ChunkSource(target, MakeBlocks(slotCount), Options.Metrics, RowFor(ran))
            : new AheadChunkSource(target, MakeBlocks(slotCount), read, ran, Options.Metrics);
    }

    /// <summary>Begins to read ahead; null when the target is read as it is, and then says why.</summary>
    private AheadRead? TryBegin(ReadTarget target, long start, int chunkLength, ref ReadDecision ran)
    {
        if (target.Facts.Kind is not (FileKind.Regular or FileKind.BlockDevice))
        {
            ran = new ReadDecision(ReadStrategy.Buffered, $"{ran.Reason}; it is a {target.Facts.Kind}: read in order");
            return null;
        }

        bool isLong = target.Facts.Length - start > chunkLength;
        if (!isLong && Strategy == ReadStrategy.Ring)
        {
            ran = new ReadDecision(ReadStrategy.Buffered, $"{ran.Reason}; not longer than a chunk: one read");
            return null;
        }

        DirectFile? file = _isDirect
            ? TryOpenDirect(target, ref ran)
            : DirectFile.FromOpen(target.File, _fileOptions, "it is read through the page cache");
        if (file is null)
        {
            return null;
        }

        BatchRing? ring = isLong ? _rings.Take() : null;
        if (Strategy == ReadStrategy.Ring && !ring!.UsesKernelRing)
        {
            ran = new ReadDecision(
                ReadStrategy.Async, $"{ran.Reason}; threads instead of a ring: {ring.FallbackReason}");
        }

        if (Options.Scheduler is not null && ring is { UsesKernelRing: false })
        {
            // The ring's own threads would do what the caller wants done on his. A plain file is read ahead there, a
            // direct one chunk by chunk.
            _rings.Return(ring);
            ring = null;
            if (!_isDirect)
            {
                return null;
            }
        }

        return new AheadRead(file, ring, _rings, start, target.Facts.Length, chunkLength);
    }

    /// <summary>
    /// Opens the target's file again, for direct reads: the file, not its path, which may lead to anything by now, as
    /// to a pipe that is waited for. Ownership: the caller disposes it.
    /// </summary>
    private DirectFile? TryOpenDirect(ReadTarget target, ref ReadDecision ran)
    {
        DirectFile file;
        try
        {
            file = DirectFile.OpenAgain(target.File, FileAccess.Read, _fileOptions);
        }
        catch (NativeIoException refusal)
        {
            // The file is open, so it can be read as it is.
            ran = NotDirect(ran.Reason, $"opening it again failed: {refusal.Kind}");
            return null;
        }

        if (file.IsDirect)
        {
            return file;
        }

        ran = NotDirect(ran.Reason, file.FallbackReason);
        file.Dispose();
        return null;
    }
}
