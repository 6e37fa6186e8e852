using System;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace ChunkedBuffers;

/// <content>The reader as its user sees it.</content>
public sealed partial class ChunkedPipe
{
    /// <summary>
    /// Forwards to the pipe; also the source of the value tasks of reads. Thread safety: as the pipe.
    /// </summary>
    private sealed class ReaderEnd(ChunkedPipe pipe) : ChunkedPipeReader, IValueTaskSource<ReadResult>
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

        public override void CancelPendingRead() => pipe.CancelPendingRead();

        public override void Complete(Exception? exception = null) => pipe.CompleteReader(exception);

        public ReadResult GetResult(short token) => pipe.GetReadResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => pipe.GetReadStatus(token);

        public void OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            pipe.OnReadCompleted(continuation, state, token, flags);

        protected override ValueTask<ReadResult> ReadAtLeastAsyncCore(
            int minimumSize, CancellationToken cancellationToken) =>
            pipe.ReadAtLeastAsync(minimumSize, cancellationToken);
    }
}
