namespace NativeIo.Interop.Linux;

/// <summary>
/// Where the parts of a <c>struct linux_dirent64</c> lie (linux/dirent.h), alike on every 64-bit architecture, and the
/// values of its type (dirent.h). Its name has no fixed length, so it is decoded and not laid over memory.
/// </summary>
internal static class DirectoryEntry64
{
    internal const int d_reclen_offset = 16;
    internal const int d_type_offset = 18;
    internal const int d_name_offset = 19;

    internal const byte DT_UNKNOWN = 0;
    internal const byte DT_FIFO = 1;
    internal const byte DT_CHR = 2;
    internal const byte DT_DIR = 4;
    internal const byte DT_BLK = 6;
    internal const byte DT_REG = 8;
    internal const byte DT_LNK = 10;
    internal const byte DT_SOCK = 12;
}
