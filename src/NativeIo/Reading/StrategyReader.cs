using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>What the readers of all strategies do: whole files, and chunks in order.</summary>
/// <remarks>
/// <para>A file is read to the end that it has when the reader comes there: one that grows gives what was added, one
/// that is cut ends early, one without a known length, as in <c>/proc</c>, gives what there is. Only bytes of the file
/// are given, each once.</para>
/// <para>Memory: a whole file lies in blocks of the pool, one when it fits into 256 KiB; chunks take
/// <see cref="ReadOptions.BufferLength"/>, however long the file is.</para>
/// <para>Thread safety: all members; each enumeration by one thread at a time.</para>
/// </remarks>
public abstract class StrategyReader
{
    /// <summary>
    /// The shortest file of which the system is told that it is read in order. It finds that out by itself and reads
    /// further and further ahead; being told doubles that at once, for which shorter files have no room.
    /// </summary>
    private const int AdviseLengthMin = 4 * 1024 * 1024;

    /// <summary>What metrics say when no selector chose the reader.</summary>
    internal const string ChosenByCaller = "the caller chose the reader";

    private protected StrategyReader(ReadStrategy strategy, ReadOptions? options)
    {
        Options = options ?? ReadOptions.Balanced;
        Options.Validate();
        Strategy = strategy;
        Backend = Options.BackendInUse;
        WholeFiles = new WholeFileReading(Backend, Options.PoolInUse, Options.WholeLengthMax);
    }

    /// <summary>Gets how it reads.</summary>
    public ReadStrategy Strategy { get; }

    /// <summary>Gets the options that it was made with.</summary>
    public ReadOptions Options { get; }

    /// <summary>
    /// Gets a value indicating whether a file that is read in order from its start, waiting for each chunk, is read the
    /// same way whatever it is. Asking the system about it costs as much as reading a short file.
    /// </summary>
    internal bool ReadsUnasked => Strategy is ReadStrategy.Buffered or ReadStrategy.Async
        && Options.CachePolicy == PageCachePolicy.Keep
        && Backend.HasDescriptors;

    private protected FileBackend Backend { get; }

    private protected WholeFileReading WholeFiles { get; }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Which.</param>
    /// <returns>Its bytes. Ownership: the caller disposes the slice.</returns>
    /// <exception cref="NativeIoException">
    /// The system refused, or the file is longer than <see cref="ReadOptions.WholeLengthMax"/>.
    /// </exception>
    public BufferSlice ReadFile(NativePath path) => ReadWhole(path, ChosenByCaller);

    /// <summary>Reads a whole file on another thread.</summary>
    /// <param name="path">Which.</param>
    /// <param name="cancellation">
    /// Looked at before the file is opened; one that is being read is read to its end.
    /// </param>
    /// <returns>Its bytes. Ownership: the caller disposes the slice.</returns>
    /// <exception cref="NativeIoException">
    /// The system refused, or the file is longer than <see cref="ReadOptions.WholeLengthMax"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled in time.</exception>
    public ValueTask<BufferSlice> ReadFileAsync(NativePath path, CancellationToken cancellation = default) =>
        ReadScheduling.Run(
            Options.Scheduler,
            (Reader: this, Path: path),
            static state => state.Reader.ReadFile(state.Path),
            cancellation);

    /// <summary>Reads a file chunk by chunk, waiting for each.</summary>
    /// <param name="path">Which; it is opened when the enumeration begins.</param>
    /// <param name="start">The offset to begin at; behind the end there are no chunks.</param>
    /// <param name="cancellation">Looked at before each chunk.</param>
    /// <returns>
    /// Chunks of <see cref="ReadOptions.ChunkLength"/>, the last one shorter. Ownership: each is lent until the next is
    /// asked for.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The start is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused, or the file has no positions and the start is not 0; thrown by the enumeration.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled; thrown by the enumeration.</exception>
    public IEnumerable<FileChunk> ReadChunks(
        NativePath path, long start = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        return Enumerate(path, start, ChosenByCaller, cancellation);
    }

    /// <summary>
    /// Reads a file chunk by chunk without making the caller wait, and ahead of the caller.
    /// </summary>
    /// <param name="path">Which; it is opened when the enumeration begins.</param>
    /// <param name="start">The offset to begin at; behind the end there are no chunks.</param>
    /// <param name="cancellation">Looked at before each chunk.</param>
    /// <returns>
    /// Slices of <see cref="ReadOptions.ChunkLength"/> bytes, the last one shorter. Ownership: the caller disposes
    /// each.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The start is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused, or the file has no positions and the start is not 0; thrown by the enumeration.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled; thrown by the enumeration.</exception>
    public IAsyncEnumerable<BufferSlice> ReadChunksAsync(
        NativePath path, long start = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        return ShareAsync(EnumerateAsync(path, start, ChosenByCaller, CancellationToken.None), cancellation);
    }

    /// <summary>As <see cref="ReadChunksAsync"/>, with offsets, and lending the chunks.</summary>
    /// <param name="path">Which; it is opened when the enumeration begins.</param>
    /// <param name="start">The offset to begin at; behind the end there are no chunks.</param>
    /// <param name="cancellation">Looked at before each chunk.</param>
    /// <returns>Chunks. Ownership: each is lent until the next is asked for.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The start is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused, or the file has no positions and the start is not 0; thrown by the enumeration.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled; thrown by the enumeration.</exception>
    public IAsyncEnumerable<FileChunk> ScanChunksAsync(
        NativePath path, long start = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        return EnumerateAsync(path, start, ChosenByCaller, cancellation);
    }

    /// <summary>Reads a whole file and counts it under a reason. Ownership: the caller disposes the slice.</summary>
    /// <param name="path">Which.</param>
    /// <param name="reason">Why this reader reads it.</param>
    /// <param name="isTriedAgain">Whether a lack of handles is left to the caller to count.</param>
    internal BufferSlice ReadWhole(NativePath path, string reason, bool isTriedAgain = false)
    {
        RequirePath(path);
        IoMetrics? metrics = Options.Metrics;
        if (metrics is null)
        {
            return ReadUncounted(path);
        }

        var ran = new ReadDecision(Strategy, reason);
        long started = metrics.Start();
        BufferSlice content;
        try
        {
            content = ReadWholeFile(path, ref ran);
        }
        catch (Exception exception)
        {
            _ = metrics.Stop(started);
            if (!isTriedAgain || !FileReader.LacksHandles(exception))
            {
                RowFor(ran)!.CountFailure();
            }

            throw;
        }

        IoMetricsRow row = RowFor(ran)!;
        row.CountOperation(content.Length, metrics.Stop(started));
        row.CountFile();
        return content;
    }

    /// <summary>Reads a whole file; the caller counts. Ownership: the caller disposes the slice.</summary>
    internal BufferSlice ReadUncounted(NativePath path)
    {
        RequirePath(path);
        var ran = new ReadDecision(Strategy, ChosenByCaller);
        return ReadWholeFile(path, ref ran);
    }

    /// <summary>
    /// Reads chunk by chunk, of a file that is open already or is opened here. Ownership: transfers the opened file, to
    /// the enumeration.
    /// </summary>
    internal IEnumerable<FileChunk> Enumerate(
        NativePath path, long start, string reason, CancellationToken cancellation, ReadTarget? opened = null)
    {
        using ChunkSource source = OpenSource(path, start, reason, slotCount: 1, opened);
        long offset = start;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            BufferSlice chunk;
            try
            {
                chunk = source.Read(0, offset);
            }
            catch
            {
                source.CountFailure();
                throw;
            }

            if (chunk.IsEmpty)
            {
                break;
            }

            long length = chunk.Length;
            try
            {
                yield return new FileChunk(offset, chunk);
            }
            finally
            {
                chunk.Dispose();
            }

            offset += length;
            source.Target.Pass(offset);
            if (length < Options.ChunkLength && source.EndsWithShortChunk)
            {
                break;
            }
        }

        source.Target.Finish();
        source.CountFile();
    }

    /// <summary>As <see cref="Enumerate"/>, ahead of the caller.</summary>
    internal async IAsyncEnumerable<FileChunk> EnumerateAsync(
        NativePath path,
        long start,
        string reason,
        [EnumeratorCancellation] CancellationToken cancellation,
        ReadTarget? opened = null)
    {
        int slotCount = Options.ChunksHeld;
        ChunkSource source =
            await OpenSourceAsync(path, start, reason, slotCount, opened, cancellation).ConfigureAwait(false);
        using (source)
        {
            var ahead = new ReadAheadQueue(source, start, Options.ChunkLength, slotCount);
            try
            {
                while (true)
                {
                    BufferSlice chunk;
                    try
                    {
                        chunk = await ahead.NextAsync(cancellation).ConfigureAwait(false);
                    }
                    catch (NativeIoException)
                    {
                        source.CountFailure();
                        throw;
                    }

                    if (chunk.IsEmpty)
                    {
                        break;
                    }

                    long length = chunk.Length;
                    try
                    {
                        yield return new FileChunk(ahead.Offset, chunk);
                    }
                    finally
                    {
                        chunk.Dispose();
                    }

                    ahead.Pass(length);
                }

                source.Target.Finish();
                source.CountFile();
            }
            finally
            {
                // The reads that are under way have the memory and the file until they are over.
                await ahead.DrainAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Shares each chunk with the caller.</summary>
    internal static async IAsyncEnumerable<BufferSlice> ShareAsync(
        IAsyncEnumerable<FileChunk> chunks, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (FileChunk chunk in chunks.WithCancellation(cancellation).ConfigureAwait(false))
        {
            yield return chunk.Share();
        }
    }

    /// <summary>Reads a whole file in the reader's way. Ownership: the caller disposes the slice.</summary>
    /// <param name="path">Which.</param>
    /// <param name="ran">How it is to be read; receives how it was read when the system had it otherwise.</param>
    private protected virtual BufferSlice ReadWholeFile(NativePath path, ref ReadDecision ran)
    {
        if (Options.CachePolicy == PageCachePolicy.Keep && WholeFiles.TryRead(path, out BufferSlice content))
        {
            return content;
        }

        using ReadTarget target = ReadTarget.Open(path, Options);
        return WholeFiles.Read(target);
    }

    /// <summary>Makes the source of the chunks of an open file. Ownership: transfers the target.</summary>
    private protected virtual ChunkSource MakeSource(ReadTarget target, long start, string reason, int slotCount) =>
        new(target, MakeBlocks(slotCount), Options.Metrics, RowFor(new ReadDecision(Strategy, reason)));

    private protected ChunkBlocks MakeBlocks(int slotCount) => new(Options.PoolInUse, Options.ChunkLength, slotCount);

    /// <summary>Gets where a way to read is counted.</summary>
    private protected IoMetricsRow? RowFor(in ReadDecision ran) =>
        Options.Metrics?.RowFor(ran.Strategy, Backend.Name, ran.Reason);

    private static void RequirePath(NativePath path)
    {
        if (path.IsEmpty)
        {
            throw new ArgumentException("An empty path names no file.", nameof(path));
        }
    }

    private async ValueTask<ChunkSource> OpenSourceAsync(
        NativePath path,
        long start,
        string reason,
        int slotCount,
        ReadTarget? opened,
        CancellationToken cancellation)
    {
        try
        {
            return await ReadScheduling.Run(
                Options.Scheduler,
                (Reader: this, Path: path, Start: start, Reason: reason, SlotCount: slotCount, Opened: opened),
                static state => state.Reader.OpenSource(
                    state.Path, state.Start, state.Reason, state.SlotCount, state.Opened),
                cancellation).ConfigureAwait(false);
        }
        catch
        {
            // Cancelled before it began, so that nobody took the file; closing twice is once.
            opened?.Dispose();
            throw;
        }
    }

    private ChunkSource OpenSource(
        NativePath path, long start, string reason, int slotCount, ReadTarget? opened = null)
    {
        RequirePath(path);
        ReadTarget? target = opened;
        try
        {
            target ??= start == 0 && slotCount == 1 && ReadsUnasked
                ? ReadTarget.OpenUnasked(path, Options)
                : ReadTarget.Open(path, Options);
            target.RequireOffset(start);
            target.AdviseSequential(AdviseLengthMin);
            return MakeSource(target, start, reason, slotCount);
        }
        catch
        {
            target?.Dispose();
            RowFor(new ReadDecision(Strategy, reason))?.CountFailure();
            throw;
        }
    }
}
