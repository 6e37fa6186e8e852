using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// Makes results of what a worker reads. A chunk is held back until it is known whether more follow, so that the last
/// one can say so.
/// </summary>
internal sealed class QueueingWorker : ScanWorker
{
    private readonly ScanResultQueue _queue;
    private ScanResult? _heldBack;

    internal QueueingWorker(ScanResultQueue queue) => _queue = queue;

    public override void OnChunk(in ScanChunk chunk)
    {
        SendHeldBack();
        _heldBack = new ScanResult(chunk.Path, chunk.Index, chunk.Offset, chunk.Share());
    }

    public override void OnFile(in ScannedFile file)
    {
        if (file.Error is not null || _heldBack is null)
        {
            SendHeldBack();
            _heldBack = new ScanResult(file.Path, file.Index, file.Length, BufferSlice.Empty) { Error = file.Error };
        }

        _heldBack.IsLast = true;
        _heldBack.Elapsed = file.Elapsed;
        SendHeldBack();
    }

    public override void OnEnd()
    {
        _heldBack?.Dispose();
        _heldBack = null;
    }

    private void SendHeldBack()
    {
        ScanResult? result = _heldBack;
        _heldBack = null;
        if (result is not null)
        {
            _queue.Add(result);
        }
    }
}
