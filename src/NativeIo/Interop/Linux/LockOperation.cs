namespace NativeIo.Interop.Linux;

/// <summary>Operations of <c>flock</c> (sys/file.h).</summary>
internal static class LockOperation
{
    internal const int LOCK_EX = 2;
    internal const int LOCK_NB = 4;
    internal const int LOCK_UN = 8;
}
