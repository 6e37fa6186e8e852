using System;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace ChunkedBuffers;

/// <content>The writer as its user sees it.</content>
public sealed partial class ChunkedPipe
{
    /// <summary>
    /// Forwards to the pipe. Thread safety: as the pipe.
    /// </summary>
    private sealed class WriterEnd(ChunkedPipe pipe) : ChunkedPipeWriter
    {
        public override long UnflushedBytes => pipe._unflushed + pipe._lease.Written;

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            pipe.LeaseRoom(sizeHint);
            return pipe._lease.GetMemory();
        }

        public override Span<byte> GetSpan(int sizeHint = 0)
        {
            pipe.LeaseRoom(sizeHint);
            return pipe._lease.GetSpan();
        }

        public override void Advance(int bytes) => pipe.AdvanceWriter(bytes);

        public override void Append(BufferSlice slice) => pipe.Append(slice);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            pipe.FlushAsync(cancellationToken);

        public override ValueTask<FlushResult> WriteAsync(
            ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
            pipe.WriteAsync(source, cancellationToken);

        public override void CancelPendingFlush() => pipe._flushing.Cancel();

        public override void Complete(Exception? exception = null) => pipe.CompleteWriter(exception);
    }
}
