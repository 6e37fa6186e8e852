namespace NativeIo.Tests;

/// <summary>Does what a test says with each chunk.</summary>
internal sealed class ActingWorker : ScanWorker
{
    private readonly ScanChunkAction? _act;

    internal ActingWorker(ScanChunkAction? act) => _act = act;

    internal delegate void ScanChunkAction(in ScanChunk chunk);

    internal int Chunks { get; private set; }

    internal int Files { get; private set; }

    public override void OnChunk(in ScanChunk chunk)
    {
        Chunks++;
        _act?.Invoke(chunk);
    }

    public override void OnFile(in ScannedFile file) => Files++;
}
