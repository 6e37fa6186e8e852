using System;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace ChunkedBuffers;

/// <content>The reader as its user sees it.</content>
public sealed partial class ChunkedPipe
{
    /// <summary>
    /// Forwards to the pipe. Thread safety: as the pipe.
    /// </summary>
    private sealed class ReaderEnd(ChunkedPipe pipe) : ChunkedPipeReader
    {
        public override bool TryRead(out ReadResult result) => pipe.TryRead(out result);

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
            pipe.ReadAsync(cancellationToken);

        public override void AdvanceTo(SequencePosition consumed) =>
            pipe.AdvanceReader(consumed, consumed, takes: false);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
            pipe.AdvanceReader(consumed, examined, takes: false);

        public override BufferSlice Take(SequencePosition consumed, SequencePosition examined) =>
            pipe.AdvanceReader(consumed, examined, takes: true);

        public override void CancelPendingRead() => pipe._reading.Cancel();

        public override void Complete(Exception? exception = null) => pipe.CompleteReader(exception);

        protected override ValueTask<ReadResult> ReadAtLeastAsyncCore(
            int minimumSize, CancellationToken cancellationToken) =>
            pipe.ReadAtLeastAsync(minimumSize, cancellationToken);
    }
}
