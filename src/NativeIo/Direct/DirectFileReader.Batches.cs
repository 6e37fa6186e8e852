using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using NativeIo.Platform;

namespace NativeIo;

/// <content>Many reads at random places at a queue depth.</content>
public sealed partial class DirectFileReader
{
    /// <summary>
    /// Reads many places at once, <see cref="DirectFileOptions.QueueDepth"/> of them in flight, in whatever order is
    /// fastest. A read that fails does not stop the others.
    /// </summary>
    /// <param name="reads">
    /// What is wanted; each gets its <see cref="DirectRead.Count"/> and perhaps an <see cref="DirectRead.Error"/>.
    /// </param>
    /// <returns>The number of reads that failed.</returns>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public int ReadBatch(Span<DirectRead> reads)
    {
        BatchRing ring = _rings.Take();
        try
        {
            return ReadBatch(ring, reads, default);
        }
        finally
        {
            _rings.Return(ring);
        }
    }

    /// <summary>As <see cref="ReadBatch(Span{DirectRead})"/>, on a thread of the pool.</summary>
    /// <param name="reads">What is wanted. Ownership: borrows, until the task is over.</param>
    /// <param name="cancellation">
    /// Stops the batch: no further read starts, and the task ends as cancelled when nothing is in flight. What the
    /// reads say then counts for nothing.
    /// </param>
    /// <returns>The number of reads that failed.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public ValueTask<int> ReadBatchAsync(Memory<DirectRead> reads, CancellationToken cancellation = default) =>
        BlockingCall<(DirectFileReader Reader, Memory<DirectRead> Reads, CancellationToken Cancellation), int>.Run(
            (this, reads, cancellation),
            static state =>
            {
                BatchRing ring = state.Reader._rings.Take();
                try
                {
                    return state.Reader.ReadBatch(ring, state.Reads.Span, state.Cancellation);
                }
                finally
                {
                    state.Reader._rings.Return(ring);
                }
            },
            cancellation);

    private int ReadBatch(BatchRing ring, Span<DirectRead> reads, CancellationToken cancellation)
    {
        long started = _counter?.Start() ?? 0;
        try
        {
            return ReadAll(ring, reads, cancellation);
        }
        finally
        {
            // Each read is counted by itself.
            _counter?.Stop(started, 0);
        }
    }

    private int ReadAll(BatchRing ring, Span<DirectRead> reads, CancellationToken cancellation)
    {
        int failed = 0;
        int next = 0;
        while (next < reads.Length || ring.InFlight > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            while (next < reads.Length && ring.InFlight < ring.QueueDepth)
            {
                ref DirectRead read = ref reads[next];
                read.Count = 0;
                read.Error = null;
                read.Started = _counter is null ? 0 : Stopwatch.GetTimestamp();
                if (!IsPlain(read))
                {
                    failed += Finish(ref read, 0);
                }
                else if (!ring.TryRead(_file.File, read.Destination, read.Offset, next))
                {
                    break;
                }

                next++;
            }

            if (ring.InFlight > 0)
            {
                RingCompletion completion = ring.Take();
                failed += Complete(ref reads[(int)completion.Tag], completion);
            }
        }

        return failed;
    }

    /// <summary>Takes what the ring read, and reads what it did not. Gives 1 when that fails.</summary>
    private int Complete(ref DirectRead read, in RingCompletion completion)
    {
        read.Count = completion.Count;
        if (completion.Count < read.Destination.Length && !completion.IsLost)
        {
            return Finish(ref read, completion.Count);
        }

        // Bytes of a lost read may still arrive in its memory, so nothing else may be read to that.
        read.Error = completion.IsLost ? completion.ToException() : null;
        _counter?.CountRead(read);
        return completion.IsLost ? 1 : 0;
    }

    /// <summary>Tells whether the read can go to the device as it is, and end where it is wanted to.</summary>
    private bool IsPlain(in DirectRead read) =>
        DirectRange.IsAligned(read.Offset, _file.OffsetAlignment)
        && DirectRange.IsAligned(read.Destination.Length, _file.OffsetAlignment)
        && !read.Destination.IsEmpty
        && AlignedMemory.IsAligned(read.Destination.Span, _file.MemoryAlignment);

    /// <summary>Reads what is not plain, or was not read to its end. Gives 1 when it fails.</summary>
    private int Finish(ref DirectRead read, int count)
    {
        // What ended between sectors is read again from the last one's start.
        int done = (int)DirectRange.Down(count, _file.OffsetAlignment);
        try
        {
            read.Count = done + _file.Read(read.Destination.Span[done..], read.Offset + done);
        }
        catch (NativeIoException error)
        {
            read.Count = done + (int)error.BytesTransferred;
            read.Error = error;
        }

        _counter?.CountRead(read);
        return read.Error is null ? 0 : 1;
    }
}
