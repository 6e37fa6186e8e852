namespace NativeIo.Platform;

/// <summary>Opening many files.</summary>
internal sealed partial class PosixFileBackend
{
    internal override bool OpensWithoutWaiting => true;
}
