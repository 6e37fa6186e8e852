using NativeIo;

namespace Native.Benchmarks;

/// <summary>Ours, by whatever way the system has for the two file systems, or by one that is named.</summary>
internal sealed class NativeCopy(string source, string folder, string peer, TransferPath paths)
    : CopyWorkload(source, folder, peer)
{
    private readonly TransferOptions _options = new() { Paths = paths };

    protected override void Copy() => FileTransfer.CopyFile(Source, Destination, _options);
}
