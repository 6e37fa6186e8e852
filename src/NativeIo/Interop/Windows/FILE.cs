namespace NativeIo.Interop.Windows;

/// <summary>How files are opened, and what they are (winnt.h, winbase.h, fileapi.h, memoryapi.h).</summary>
internal static class FILE
{
    internal const uint GENERIC_READ = 0x80000000;
    internal const uint GENERIC_WRITE = 0x40000000;
    internal const uint DELETE = 0x00010000;
    internal const uint SYNCHRONIZE = 0x00100000;
    internal const uint FILE_READ_DATA = 0x0001;
    internal const uint FILE_WRITE_DATA = 0x0002;
    internal const uint FILE_APPEND_DATA = 0x0004;
    internal const uint FILE_READ_ATTRIBUTES = 0x0080;
    internal const uint FILE_WRITE_ATTRIBUTES = 0x0100;

    internal const uint FILE_SHARE_READ = 0x1;
    internal const uint FILE_SHARE_WRITE = 0x2;
    internal const uint FILE_SHARE_DELETE = 0x4;

    internal const uint CREATE_NEW = 1;
    internal const uint CREATE_ALWAYS = 2;
    internal const uint OPEN_EXISTING = 3;
    internal const uint OPEN_ALWAYS = 4;
    internal const uint TRUNCATE_EXISTING = 5;

    internal const uint FILE_ATTRIBUTE_READONLY = 0x1;
    internal const uint FILE_ATTRIBUTE_DIRECTORY = 0x10;
    internal const uint FILE_ATTRIBUTE_NORMAL = 0x80;
    internal const uint FILE_ATTRIBUTE_TEMPORARY = 0x100;
    internal const uint FILE_ATTRIBUTE_SPARSE_FILE = 0x200;
    internal const uint FILE_ATTRIBUTE_REPARSE_POINT = 0x400;
    internal const uint FILE_ATTRIBUTE_COMPRESSED = 0x800;
    internal const uint FILE_ATTRIBUTE_ENCRYPTED = 0x4000;
    internal const uint FILE_ATTRIBUTE_INTEGRITY_STREAM = 0x8000;
    internal const uint INVALID_FILE_ATTRIBUTES = 0xFFFFFFFF;

    internal const uint FILE_FLAG_WRITE_THROUGH = 0x80000000;
    internal const uint FILE_FLAG_OVERLAPPED = 0x40000000;
    internal const uint FILE_FLAG_NO_BUFFERING = 0x20000000;
    internal const uint FILE_FLAG_RANDOM_ACCESS = 0x10000000;
    internal const uint FILE_FLAG_SEQUENTIAL_SCAN = 0x08000000;
    internal const uint FILE_FLAG_DELETE_ON_CLOSE = 0x04000000;
    internal const uint FILE_FLAG_BACKUP_SEMANTICS = 0x02000000;
    internal const uint FILE_FLAG_OPEN_REPARSE_POINT = 0x00200000;

    internal const uint FILE_TYPE_UNKNOWN = 0;
    internal const uint FILE_TYPE_DISK = 1;
    internal const uint FILE_TYPE_CHAR = 2;
    internal const uint FILE_TYPE_PIPE = 3;

    internal const uint IO_REPARSE_TAG_SYMLINK = 0xA000000C;
    internal const uint IO_REPARSE_TAG_MOUNT_POINT = 0xA0000003;

    internal const uint FILE_MAP_COPY = 0x1;
    internal const uint FILE_MAP_WRITE = 0x2;
    internal const uint FILE_MAP_READ = 0x4;

    internal const uint FIND_FIRST_EX_LARGE_FETCH = 0x2;

    internal const uint MOVEFILE_REPLACE_EXISTING = 0x1;

    internal const uint FILE_RENAME_FLAG_REPLACE_IF_EXISTS = 0x1;
    internal const uint FILE_RENAME_FLAG_POSIX_SEMANTICS = 0x2;

    internal const uint LOCKFILE_FAIL_IMMEDIATELY = 0x1;
    internal const uint LOCKFILE_EXCLUSIVE_LOCK = 0x2;

    internal const uint SEM_FAILCRITICALERRORS = 0x1;
}
