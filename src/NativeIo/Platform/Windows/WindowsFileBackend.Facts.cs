using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <summary>What Windows knows about files and volumes.</summary>
internal sealed partial class WindowsFileBackend
{
    /// <summary>Room for the name of a file system; MAX_PATH + 1, as the documentation asks for.</summary>
    private const int FileSystemNameLengthMax = 261;

    internal override IoResult GetFacts(SafeFileHandle handle, out FileFacts facts)
    {
        facts = default;
        using var file = new BorrowedHandle(handle);
        BY_HANDLE_FILE_INFORMATION known = default;

        // SAFETY: the result lies on this stack during the call, which writes at most its size.
        unsafe
        {
            uint type = _calls.GetFileType(file.Value);
            if (type is FILE.FILE_TYPE_PIPE or FILE.FILE_TYPE_CHAR)
            {
                facts = new FileFacts
                {
                    Kind = type == FILE.FILE_TYPE_PIPE ? FileKind.Pipe : FileKind.CharacterDevice,
                };
                return IoResult.Success();
            }

            IoResult result = Reported(_calls.GetFacts(file.Value, &known));
            if (!result.IsSuccess)
            {
                return result;
            }
        }

        (int memory, int offset) = DirectAlignment(handle);
        facts = new FileFacts
        {
            Kind = KindOf(handle, known.dwFileAttributes),
            Length = Join(known.nFileSizeHigh, known.nFileSizeLow),
            AllocatedBytes = AllocatedBytes(handle, Join(known.nFileSizeHigh, known.nFileSizeLow)),
            ModifiedAt = ToTime(known.ftLastWriteTime),
            Identity = new FileIdentity(
                known.dwVolumeSerialNumber, (ulong)Join(known.nFileIndexHigh, known.nFileIndexLow)),
            LinkCount = known.nNumberOfLinks,
            Flags = FlagsOf(known.dwFileAttributes),
            BlockLength = 0,
            DirectMemoryAlignment = memory,
            DirectOffsetAlignment = offset,
        };
        return IoResult.Success();
    }

    internal override IoResult GetFacts(NativePath path, bool followsLinks, out FileFacts facts)
    {
        facts = default;
        if (!WindowsPath.TryPrepare(path, out string prepared))
        {
            return IoResult.Failure(ERROR.ERROR_INVALID_NAME);
        }

        uint flags = FILE.FILE_FLAG_BACKUP_SEMANTICS | (followsLinks ? 0 : FILE.FILE_FLAG_OPEN_REPARSE_POINT);
        int errorCode = OpenPath(prepared, FILE.FILE_READ_ATTRIBUTES, FILE.OPEN_EXISTING, flags, out nint opened);
        if (errorCode != 0)
        {
            return IoResult.Failure(MoreExactly(errorCode, prepared, FileOpenFlags.Directory));
        }

        using var handle = new SafeFileHandle(opened, ownsHandle: true);
        return GetFacts(handle, out facts);
    }

    internal override IoResult GetFileSystem(SafeFileHandle handle, out FileSystemFacts facts)
    {
        facts = default;
        FILE_FS_FULL_SIZE_INFORMATION size = default;
        FILE_FS_DEVICE_INFORMATION device = default;
        IoResult result = GetVolumeFact(handle, NT.FileFsFullSizeInformation, ref size);
        if (!result.IsSuccess)
        {
            return result;
        }

        _ = GetVolumeFact(handle, NT.FileFsDeviceInformation, ref device);
        string name = FileSystemName(handle);
        facts = new FileSystemFacts(
            KindOf(device, name),
            name,
            Bytes(size.CallerAvailableAllocationUnits, size),
            Bytes(size.TotalAllocationUnits, size));
        return result;
    }

    private static long Join(uint high, uint low) => ((long)high << 32) | low;

    private static DateTimeOffset ToTime(FILETIME time)
    {
        long ticks = Join(time.dwHighDateTime, time.dwLowDateTime);

        // File systems without times, and broken ones, give numbers that are no time.
        return ticks < 0 || ticks > DateTimeOffset.MaxValue.ToFileTime()
            ? DateTimeOffset.UnixEpoch
            : DateTimeOffset.FromFileTime(ticks).ToUniversalTime();
    }

    private static FileFactFlags FlagsOf(uint attributes)
    {
        FileFactFlags flags = FileFactFlags.None;
        flags |= (attributes & FILE.FILE_ATTRIBUTE_COMPRESSED) != 0 ? FileFactFlags.Compressed : 0;
        flags |= (attributes & FILE.FILE_ATTRIBUTE_ENCRYPTED) != 0 ? FileFactFlags.Encrypted : 0;
        flags |= (attributes & FILE.FILE_ATTRIBUTE_INTEGRITY_STREAM) != 0 ? FileFactFlags.Verified : 0;
        flags |= (attributes & FILE.FILE_ATTRIBUTE_SPARSE_FILE) != 0 ? FileFactFlags.Sparse : 0;
        return flags;
    }

    private static FileSystemKind KindOf(in FILE_FS_DEVICE_INFORMATION device, string name) =>
        (device.Characteristics & NT.FILE_REMOTE_DEVICE) != 0 ? FileSystemKind.Network
        : name.Length > 0 ? FileSystemKind.Local
        : FileSystemKind.Unknown;

    private static long Bytes(long units, in FILE_FS_FULL_SIZE_INFORMATION size) => (long)UInt128.Min(
        (UInt128)(ulong)Math.Max(units, 0) * size.SectorsPerAllocationUnit * size.BytesPerSector, (ulong)long.MaxValue);

    private FileKind KindOf(SafeFileHandle handle, uint attributes)
    {
        // Other reparse points, as of deduplicated files and of files in a cloud, read like files.
        FILE_ATTRIBUTE_TAG_INFO tag = default;
        if ((attributes & FILE.FILE_ATTRIBUTE_REPARSE_POINT) != 0
            && GetFact(handle, FILE_INFO_BY_HANDLE_CLASS.FileAttributeTagInfo, out tag).IsSuccess
            && IsLink(tag))
        {
            return FileKind.Link;
        }

        return (attributes & FILE.FILE_ATTRIBUTE_DIRECTORY) != 0 ? FileKind.Directory : FileKind.Regular;
    }

    private long AllocatedBytes(SafeFileHandle handle, long length) =>
        GetFact(handle, FILE_INFO_BY_HANDLE_CLASS.FileStandardInfo, out FILE_STANDARD_INFO standard).IsSuccess
            ? standard.AllocationSize
            : length;

    /// <summary>
    /// The alignment of unbuffered transfers: whole logical sectors of the file, memory aligned to the physical ones.
    /// Systems before Windows 8 say the logical sector only.
    /// </summary>
    private (int Memory, int Offset) DirectAlignment(SafeFileHandle handle)
    {
        IoResult result = GetFact(handle, FILE_INFO_BY_HANDLE_CLASS.FileStorageInfo, out FILE_STORAGE_INFO storage);
        if (result.IsSuccess && storage.LogicalBytesPerSector > 0)
        {
            uint memory = Math.Max(storage.PhysicalBytesPerSectorForPerformance, storage.LogicalBytesPerSector);
            return ((int)memory, (int)storage.LogicalBytesPerSector);
        }

        FILE_FS_FULL_SIZE_INFORMATION size = default;
        return GetVolumeFact(handle, NT.FileFsFullSizeInformation, ref size).IsSuccess
            ? ((int)size.BytesPerSector, (int)size.BytesPerSector)
            : (0, 0);
    }

    private IoResult GetVolumeFact<T>(SafeFileHandle handle, int fact, ref T value)
        where T : unmanaged
    {
        using var file = new BorrowedHandle(handle);

        // SAFETY: the result is fixed and the status lies on this stack during the call, which writes at most their
        // size.
        unsafe
        {
            IO_STATUS_BLOCK status = default;
            fixed (T* result = &value)
            {
                int returned = _calls.NtGetVolume(file.Value, &status, result, (uint)sizeof(T), fact);
                return returned >= 0 ? IoResult.Success() : IoResult.Failure((int)_calls.ToErrorCode(returned));
            }
        }
    }

    private string FileSystemName(SafeFileHandle handle)
    {
        using var file = new BorrowedHandle(handle);
        Span<char> name = stackalloc char[FileSystemNameLengthMax];
        name.Clear();

        // SAFETY: the name lies on this stack during the call, which writes at most its length with a NUL.
        unsafe
        {
            fixed (char* characters = name)
            {
                int returned = _calls.GetVolume(
                    file.Value, null, 0, null, null, null, characters, FileSystemNameLengthMax);
                int length = name.IndexOf('\0');
                return returned != 0 && length > 0 ? new string(name[..length]) : "";
            }
        }
    }
}
