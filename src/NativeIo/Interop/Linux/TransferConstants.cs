namespace NativeIo.Interop.Linux;

/// <summary>Constants of splice, pipes and seeking, alike on x64 and arm64 (fcntl.h, unistd.h).</summary>
internal static class TransferConstants
{
    internal const uint SPLICE_F_MOVE = 1;
    internal const int F_SETPIPE_SZ = 1031;
    internal const int SEEK_SET = 0;
    internal const int SEEK_CUR = 1;
    internal const int SEEK_DATA = 3;
    internal const int SEEK_HOLE = 4;
}
