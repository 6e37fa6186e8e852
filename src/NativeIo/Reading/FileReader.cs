using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Reads files in the way that suits each: whole, chunk by chunk, or many at a time, and counts what it did.
/// </summary>
/// <remarks>
/// <para>Thread safety: all members; each enumeration by one thread at a time.</para>
/// <para>Disposing ends reading: calls that come later throw, those that run end by themselves, but measuring ends
/// at once.</para>
/// </remarks>
/// <example><code>
/// using var reader = new FileReader(ReadOptions.Balanced);
/// await foreach (FileChunk chunk in reader.ScanChunksAsync("archive.tar"))
/// {
///     Console.WriteLine(chunk.Length);
/// }
/// Console.WriteLine(reader.Metrics.Snapshot());
/// </code></example>
public sealed partial class FileReader : IDisposable, IAsyncDisposable
{
    /// <summary>What chooses how a file is read in order that nobody asked about.</summary>
    private static readonly ReadFacts s_plainStream =
        new() { Length = 1, Kind = FileKind.Regular, Delivery = ReadDelivery.Stream };

    private readonly FileBackend _backend;
    private readonly AsyncFileReader _async;
    private readonly BufferedFileReader _buffered;
    private readonly AheadFileReader _direct;
    private readonly MemoryMappedReader _mapped;
    private readonly AheadFileReader _ring;
    private volatile bool _isDisposed;

    /// <summary>Makes a reader.</summary>
    /// <param name="options">How it reads; null for <see cref="ReadOptions.Balanced"/>.</param>
    /// <exception cref="ArgumentException">An option makes no sense; the message says which and why.</exception>
    public FileReader(ReadOptions? options = null)
    {
        options ??= ReadOptions.Balanced;
        options.Validate();
        Metrics = options.Metrics ?? new IoMetrics();
        Options = options with { Metrics = Metrics };
        _backend = options.BackendInUse;
        _async = new AsyncFileReader(Options);
        _buffered = new BufferedFileReader(Options);
        _mapped = new MemoryMappedReader(Options);
        _direct = new AheadFileReader(
            ReadStrategy.Direct, Options with { CachePolicy = PageCachePolicy.DoNotPollute });
        _ring = new AheadFileReader(ReadStrategy.Ring, Options);
    }

    /// <summary>Gets how it reads.</summary>
    public ReadOptions Options { get; }

    /// <summary>Gets what was read so far.</summary>
    public IoMetrics Metrics { get; }

    /// <summary>Says how a file would be read when it is read alone, one read after the other, and why.</summary>
    /// <param name="path">Which.</param>
    /// <returns>The strategy and the rule that chose it.</returns>
    /// <exception cref="NativeIoException">The system does not tell about the file.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public ReadDecision SelectStrategy(NativePath path)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return Select(path, Options.Delivery ?? ReadDelivery.Stream, concurrency: 1);
    }

    /// <summary>Reads a whole file, waiting for it.</summary>
    /// <param name="path">Which.</param>
    /// <returns>Its bytes. Ownership: the caller disposes the slice.</returns>
    /// <exception cref="NativeIoException">
    /// The system refused, or the file is longer than <see cref="ReadOptions.WholeLengthMax"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public BufferSlice ReadFile(NativePath path)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return ReadFile(path, concurrency: 1, isTriedAgain: false);
    }

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
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public ValueTask<BufferSlice> ReadFileAsync(NativePath path, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return ReadScheduling.Run(
            Options.Scheduler,
            (Reader: this, Path: path),
            static state => state.Reader.ReadFile(state.Path),
            cancellation);
    }

    /// <summary>Reads a file chunk by chunk, waiting for each.</summary>
    /// <param name="path">Which; it is opened when the enumeration begins.</param>
    /// <param name="start">The offset to begin at; behind the end there are no chunks.</param>
    /// <param name="cancellation">Looked at before each chunk.</param>
    /// <returns>Chunks. Ownership: each is lent until the next is asked for.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The start is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused, or the file has no positions and the start is not 0; thrown by the enumeration.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled; thrown by the enumeration.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public IEnumerable<FileChunk> ScanChunks(
        NativePath path, long start = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return SelectAndEnumerate(path, start, cancellation);
    }

    /// <summary>
    /// Reads a file chunk by chunk without making the caller wait, and ahead of the caller.
    /// </summary>
    /// <param name="path">Which; it is opened when the enumeration begins.</param>
    /// <param name="start">The offset to begin at; behind the end there are no chunks.</param>
    /// <param name="cancellation">Looked at before each chunk.</param>
    /// <returns>Chunks. Ownership: each is lent until the next is asked for.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The start is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused, or the file has no positions and the start is not 0; thrown by the enumeration.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled; thrown by the enumeration.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public IAsyncEnumerable<FileChunk> ScanChunksAsync(
        NativePath path, long start = 0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return SelectAndEnumerateAsync(path, start, cancellation);
    }

    /// <summary>As <see cref="ScanChunksAsync"/>, giving the chunks away.</summary>
    /// <param name="path">Which; it is opened when the enumeration begins.</param>
    /// <param name="start">The offset to begin at; behind the end there are no chunks.</param>
    /// <param name="cancellation">Looked at before each chunk.</param>
    /// <returns>Slices, in order. Ownership: the caller disposes each.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The start is negative.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused, or the file has no positions and the start is not 0; thrown by the enumeration.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled; thrown by the enumeration.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public IAsyncEnumerable<BufferSlice> ReadChunksAsync(
        NativePath path, long start = 0, CancellationToken cancellation = default) =>
        StrategyReader.ShareAsync(ScanChunksAsync(path, start, CancellationToken.None), cancellation);

    /// <summary>Ends reading. Twice is once.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _direct.Dispose();
        _ring.Dispose();
    }

    /// <summary>As <see cref="Dispose"/>.</summary>
    /// <returns>A task that is over.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Gets the reader of a strategy.</summary>
    internal StrategyReader ReaderFor(ReadStrategy strategy) => strategy switch
    {
        ReadStrategy.Async => _async,
        ReadStrategy.Mapped => _mapped,
        ReadStrategy.Direct => _direct,
        ReadStrategy.Ring => _ring,
        _ => _buffered,
    };

    /// <summary>Whether a file could not be read because the process has too many open files.</summary>
    internal static bool LacksHandles(Exception exception) =>
        exception is NativeIoException { Kind: IoErrorKind.TooManyOpenFiles };

    private IEnumerable<FileChunk> SelectAndEnumerate(NativePath path, long start, CancellationToken cancellation)
    {
        StrategyReader reader = _buffered;
        ReadTarget? target = null;
        ReadDecision decision = start == 0 && StreamsUnasked
            ? StrategySelector.Select(s_plainStream, Options)
            : SelectAndOpen(path, concurrency: 1, out reader, out target);
        foreach (FileChunk chunk in reader.Enumerate(path, start, decision.Reason, cancellation, target))
        {
            yield return chunk;
        }
    }

    private async IAsyncEnumerable<FileChunk> SelectAndEnumerateAsync(
        NativePath path,
        long start,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        (StrategyReader reader, ReadDecision decision, ReadTarget? target) = await ReadScheduling.Run(
            Options.Scheduler,
            (Reader: this, Path: path),
            static state =>
            {
                // As many chunks are on their way as fit into the memory that one file may take.
                ReadDecision decision = state.Reader.SelectAndOpen(
                    state.Path,
                    state.Reader.Options.ChunksHeld,
                    out StrategyReader reader,
                    out ReadTarget? target);
                return (reader, decision, target);
            },
            cancellation).ConfigureAwait(false);
        IAsyncEnumerable<FileChunk> chunks =
            reader.EnumerateAsync(path, start, decision.Reason, cancellation, target);
        await foreach (FileChunk chunk in chunks.ConfigureAwait(false))
        {
            yield return chunk;
        }
    }

    /// <summary>
    /// Whether all rules come to the same reads for a caller who waits for each chunk: nothing can be read ahead for
    /// it, and without a measurement there is nothing faster than plain reads.
    /// </summary>
    private bool StreamsUnasked => Options.Strategy == ReadStrategy.Auto
        && !Options.UsesSizeTable
        && Options.Delivery is (null or ReadDelivery.Stream)
        && Options.Calibration is null
        && _buffered.ReadsUnasked;

    /// <param name="path">Which.</param>
    /// <param name="concurrency">Reads that are under way at a time, of this file and others.</param>
    /// <param name="isTriedAgain">Whether a lack of handles is left to the caller to count.</param>
    private BufferSlice ReadFile(NativePath path, int concurrency, bool isTriedAgain)
    {
        bool isWhole = Options.Delivery is null or ReadDelivery.Whole;
        if (Options.Strategy == ReadStrategy.Auto && !Options.UsesSizeTable && isWhole)
        {
            // All rules for whole files come to the same reads, so nothing has to be asked before.
            return ReadWithoutAsking(path, isTriedAgain);
        }

        ReadDecision decision = Options.Strategy is ReadStrategy.Async or ReadStrategy.Buffered
            ? StrategySelector.Select(default, Options)
            : Select(path, Options.Delivery ?? ReadDelivery.Whole, concurrency, isTriedAgain);
        return ReaderFor(decision.Strategy).ReadWhole(path, decision.Reason, isTriedAgain);
    }

    private BufferSlice ReadWithoutAsking(NativePath path, bool isTriedAgain)
    {
        long started = Metrics.Start();
        BufferSlice content;
        try
        {
            content = _async.ReadUncounted(path);
        }
        catch (Exception exception)
        {
            _ = Metrics.Stop(started);
            CountFailure(exception, isTriedAgain);
            throw;
        }

        var facts = new ReadFacts { Length = content.Length, Kind = FileKind.Regular, Delivery = ReadDelivery.Whole };
        ReadDecision decision = StrategySelector.Select(facts, Options);
        IoMetricsRow row = Metrics.RowFor(decision.Strategy, _backend.Name, decision.Reason);
        row.CountOperation(content.Length, Metrics.Stop(started));
        row.CountFile();
        return content;
    }

    /// <summary>
    /// Chooses how a file is read chunk by chunk, and leaves it open where the chosen reader goes on with that; null
    /// where it opens files in a way of its own. Ownership: the caller disposes the target.
    /// </summary>
    private ReadDecision SelectAndOpen(
        NativePath path, int concurrency, out StrategyReader reader, out ReadTarget? target)
    {
        ReadDecision decision =
            Select(path, Options.Delivery ?? ReadDelivery.Stream, concurrency, out ReadTarget opened);
        reader = ReaderFor(decision.Strategy);
        target = opened;
        if (reader.Options.CachePolicy != Options.CachePolicy)
        {
            opened.Dispose();
            target = null;
        }

        return decision;
    }

    /// <summary>Asks the system about a file and chooses.</summary>
    private ReadDecision Select(
        NativePath path, ReadDelivery delivery, int concurrency, bool isTriedAgain = false)
    {
        ReadDecision decision = Select(path, delivery, concurrency, out ReadTarget target, isTriedAgain);
        target.Dispose();
        return decision;
    }

    /// <summary>
    /// Asks the system about a file, chooses, and leaves the file open. Ownership: the caller disposes the target.
    /// </summary>
    private ReadDecision Select(
        NativePath path, ReadDelivery delivery, int concurrency, out ReadTarget target, bool isTriedAgain = false)
    {
        ReadTarget? opened = null;
        try
        {
            opened = ReadTarget.Open(path, Options);
            ReadDecision decision = StrategySelector.Select(
                FactsOf(opened, delivery, concurrency), OptionsFor(opened.Facts.Identity.Device));
            target = opened;
            return decision;
        }
        catch (Exception exception)
        {
            opened?.Dispose();
            CountFailure(exception, isTriedAgain);
            throw;
        }
    }

    /// <summary>Counts a file of which not even the strategy is known.</summary>
    private void CountFailure() =>
        Metrics.RowFor(ReadStrategy.Auto, _backend.Name, "could not be read").CountFailure();

    private void CountFailure(Exception exception, bool isTriedAgain)
    {
        if (!isTriedAgain || !LacksHandles(exception))
        {
            CountFailure();
        }
    }

    private ReadFacts FactsOf(ReadTarget target, ReadDelivery delivery, int concurrency)
    {
        FileFacts facts = target.Facts;
        bool mayLook = facts.Kind == FileKind.Regular
            && delivery == ReadDelivery.Stream
            && Options.Strategy == ReadStrategy.Auto
            && !Options.UsesSizeTable
            && facts.Length > Options.BufferLength;
        return new ReadFacts
        {
            Length = facts.Length,
            Kind = facts.Kind,
            FileSystem = target.FileSystem,
            Flags = facts.Flags,
            Format = mayLook ? FormatOf(target) : ContentFormat.Unknown,
            Delivery = delivery,
            IsImmutable = Options.IsImmutable || facts.Flags.HasFlag(FileFactFlags.Immutable),
            Concurrency = concurrency,
            CachePolicy = Options.CachePolicy,
            HasDirect = facts.DirectOffsetAlignment > 0,
        };
    }

    private static ContentFormat FormatOf(ReadTarget target)
    {
        Span<byte> head = stackalloc byte[ContentFormats.HeadLength];
        int count = target.ReadFull(head, 0);
        return ContentFormats.Find(head[..count]);
    }
}
