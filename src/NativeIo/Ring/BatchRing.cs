using System;
using System.Diagnostics;
using System.Threading;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Many reads and writes at once, driven by their caller: queue some, take their results as they come. On Linux the
/// kernel carries them out (io_uring); where it may not, a few threads do, with the same results.
/// </summary>
/// <remarks>
/// <para>For bulk work whose bytes are not cached: direct transfers, cold files, many small reads at a depth. For what
/// is in the page cache a plain read is faster.</para>
/// <para>Each operation is one transfer, as <see cref="NativeFile.Read(Span{byte}, long)"/>, and ends in exactly one
/// <see cref="RingCompletion"/>, also when it fails or is cancelled; results come in any order. An interrupted
/// transfer is repeated.</para>
/// <para>When the system stops giving results – the ring's descriptor was closed, a sandbox came into force – what it
/// had not taken yet ends as failed, what it had taken as <see cref="RingCompletion.IsLost"/>, and what comes later as
/// failed too: make another ring.</para>
/// <para>Ownership: memory and file belong to the operation until its result is taken. The ring holds both, so that a
/// file or block that is disposed earlier is closed or freed when the operation is over; bytes may arrive in the memory
/// until then. Dispose cancels what is in flight, waits for its end and gives everything back. A ring that is forgotten
/// with operations in flight stays, with their memory and files.</para>
/// <para>Thread safety: one thread at a time, or only the thread that made the ring when it is
/// <see cref="BatchRingOptions.SingleThreaded"/>; other use throws.</para>
/// <example><code>
/// using var ring = new BatchRing(new BatchRingOptions { QueueDepth = 8 });
/// byte[][] blocks = [new byte[4096], new byte[4096]];
/// for (int i = 0; i &lt; blocks.Length; i++)
/// {
///     _ = ring.TryRead(file, blocks[i], offset: i * 4096L, tag: i);
/// }
///
/// while (ring.InFlight > 0)
/// {
///     RingCompletion done = ring.Take();
///     done.ThrowIfFailed();
///     Console.WriteLine($"{done.Count} bytes in block {done.Tag}");
/// }
/// </code></example>
/// </remarks>
[DebuggerDisplay("{InFlight} of {QueueDepth} in flight")]
public sealed partial class BatchRing : IDisposable
{
    private readonly BatchRingOptions _options;
    private readonly BatchEngine _engine;
    private readonly RingSlot[] _slots;
    private readonly int _ownerThreadId;
    private int _firstFree;
    private int _inFlight;
    private int _isInUse;
    private bool _isDisposed;

    /// <summary>Makes a ring. Ownership: the caller disposes it.</summary>
    /// <param name="options">How it works; null for a depth of 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option makes no sense.</exception>
    public BatchRing(BatchRingOptions? options = null)
    {
        _options = options ?? new BatchRingOptions();
        _options.Validate();
        _ownerThreadId = Environment.CurrentManagedThreadId;
        _slots = new RingSlot[_options.QueueDepth];
        for (int index = 0; index < _slots.Length; index++)
        {
            _slots[index].NextFree = index + 1 < _slots.Length ? index + 1 : -1;
        }

        (_engine, FallbackReason) = MakeEngine(_options.Backend ?? PlatformSelector.Current, _options);
        _ = Interlocked.Increment(ref s_openCount);
    }

    /// <summary>Gets the most operations that are queued or in flight at once.</summary>
    public int QueueDepth => _slots.Length;

    /// <summary>Gets the operations whose results have not been taken.</summary>
    public int InFlight => _inFlight + _endings.Count;

    /// <summary>Gets a value indicating whether the kernel carries out the operations itself.</summary>
    public bool UsesKernelRing => FallbackReason.Length == 0;

    /// <summary>Gets why threads do it instead; empty when the kernel does.</summary>
    public string FallbackReason { get; }

    /// <summary>Gets the results that belonged to no operation in flight; 0 unless the system is broken.</summary>
    internal long StaleResultCount { get; private set; }

    /// <summary>
    /// Gets a value indicating whether the system refused operations or lost some: a new ring may be better.
    /// </summary>
    internal bool IsBroken { get; private set; }

    /// <summary>Gets a value indicating whether the ring is disposed.</summary>
    internal bool IsDisposed => _isDisposed;

    /// <summary>Gets what carries out the operations. For tests.</summary>
    internal BatchEngine Engine => _engine;

    /// <summary>Queues a read.</summary>
    /// <param name="file">What to read.</param>
    /// <param name="destination">Receives the bytes. Ownership: borrows, until the result is taken.</param>
    /// <param name="offset">Where in the file, or <see cref="NativeFile.AtPosition"/>.</param>
    /// <param name="tag">Any number, by which the result is recognised.</param>
    /// <returns>False when <see cref="QueueDepth"/> operations are in flight: take a result first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the ring or owns it.</exception>
    /// <exception cref="OutOfMemoryException">
    /// Threads do the work and the system does not give even one; nothing was queued.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The ring is disposed or the file closed.</exception>
    public bool TryRead(NativeFile file, Memory<byte> destination, long offset, long tag = 0) =>
        TryQueue(file, destination, offset, tag, isWrite: false);

    /// <summary>Queues a write.</summary>
    /// <param name="file">What to write to.</param>
    /// <param name="source">The bytes. Ownership: borrows, until the result is taken.</param>
    /// <param name="offset">Where in the file, or <see cref="NativeFile.AtPosition"/>.</param>
    /// <param name="tag">Any number, by which the result is recognised.</param>
    /// <returns>False when <see cref="QueueDepth"/> operations are in flight: take a result first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the ring or owns it.</exception>
    /// <exception cref="OutOfMemoryException">
    /// Threads do the work and the system does not give even one; nothing was queued.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The ring is disposed or the file closed.</exception>
    public bool TryWrite(NativeFile file, ReadOnlyMemory<byte> source, long offset, long tag = 0) =>
        TryQueue(
            file, System.Runtime.InteropServices.MemoryMarshal.AsMemory(source), offset, tag, isWrite: true);

    /// <summary>
    /// Hands over what is queued without waiting. <see cref="Take"/> does that by itself; this is for callers that do
    /// something else meanwhile.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another thread uses the ring or owns it.</exception>
    /// <exception cref="ObjectDisposedException">The ring is disposed.</exception>
    public void Submit()
    {
        Enter();
        try
        {
            _engine.Submit();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes a result that is there; hands over nothing and does not wait.</summary>
    /// <param name="completion">The result.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="InvalidOperationException">Another thread uses the ring or owns it.</exception>
    /// <exception cref="ObjectDisposedException">The ring is disposed.</exception>
    public bool TryTake(out RingCompletion completion)
    {
        Enter();
        try
        {
            return TryTakeResult(out completion);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Hands over what is queued and takes a result, waiting for it at most a while.</summary>
    /// <param name="completion">The result.</param>
    /// <param name="timeout">The longest wait.</param>
    /// <returns>False when nothing came in time, or nothing is in flight.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative or too long.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the ring or owns it.</exception>
    /// <exception cref="ObjectDisposedException">The ring is disposed.</exception>
    public bool TryTake(out RingCompletion completion, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromDays(1));
        Enter();
        try
        {
            long deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
            while (!TryTakeResult(out completion))
            {
                long remaining = deadline - Environment.TickCount64;
                if (_inFlight == 0 || remaining < 0)
                {
                    return false;
                }

                Wait((int)remaining);
            }

            return true;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Hands over what is queued and takes a result, waiting for it as long as it takes.</summary>
    /// <returns>The result.</returns>
    /// <exception cref="InvalidOperationException">
    /// Nothing is in flight, or another thread uses the ring or owns it.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The ring is disposed.</exception>
    public RingCompletion Take()
    {
        Enter();
        try
        {
            RingCompletion completion;
            while (!TryTakeResult(out completion))
            {
                if (_inFlight == 0)
                {
                    throw new InvalidOperationException("Nothing is in flight, so that no result will come.");
                }

                Wait(BatchEngine.Infinite);
            }

            return completion;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Asks that everything in flight ends early. Each operation still gives its result: cancelled, or what it did when
    /// it was too late for that.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another thread uses the ring or owns it.</exception>
    /// <exception cref="ObjectDisposedException">The ring is disposed.</exception>
    public void CancelAll()
    {
        Enter();
        try
        {
            RequestCancellation();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// Makes operations on memory inside these regions cheaper: the kernel pins them once. Optional; the limit on
    /// locked memory may be too low.
    /// </summary>
    /// <param name="regions">
    /// At most 16 pieces of native memory. Ownership: borrows, until the ring is disposed.
    /// </param>
    /// <param name="reason">Why they are not registered; everything works as before then.</param>
    /// <returns>False when they are not registered.</returns>
    /// <exception cref="InvalidOperationException">Another thread uses the ring or owns it.</exception>
    /// <exception cref="ObjectDisposedException">The ring is disposed.</exception>
    public bool TryRegister(ReadOnlySpan<Memory<byte>> regions, out string reason)
    {
        Enter();
        try
        {
            return _engine.TryRegister(regions, out reason);
        }
        finally
        {
            Leave();
        }
    }

    private static (BatchEngine Engine, string Reason) MakeEngine(FileBackend backend, BatchRingOptions options)
    {
        string reason = "the options allow no kernel ring";
        if (options.AllowsKernelRing)
        {
            var request = new BatchEngineRequest(options.QueueDepth, options.SingleThreaded, options.SubmissionCount);
            if (backend.CreateEngine(request, out BatchEngine? engine, out reason).IsSuccess)
            {
                return (engine!, "");
            }
        }

        var threads = new ThreadBatchEngine(
            backend, options.QueueDepth, options.ThreadCountMax, options.StartThread);
        return (threads, reason);
    }

    /// <summary>
    /// Lets one thread in. The queues that are shared with the kernel do not survive two, so this is checked always.
    /// </summary>
    private void Enter()
    {
        if (_options.SingleThreaded && Environment.CurrentManagedThreadId != _ownerThreadId)
        {
            throw new InvalidOperationException(
                $"The ring belongs to thread {_ownerThreadId}, not {Environment.CurrentManagedThreadId}.");
        }

        // Full fence; pairs with the release in Leave, so that a thread sees what the one before it did.
        if (Interlocked.Exchange(ref _isInUse, 1) != 0)
        {
            throw new InvalidOperationException("Two threads use the ring at once; give each its own, or take turns.");
        }

        if (_isDisposed)
        {
            Leave();
            throw new ObjectDisposedException(nameof(BatchRing));
        }
    }

    private void Leave() => Volatile.Write(ref _isInUse, 0); // Release; pairs with the exchange in Enter.
}
