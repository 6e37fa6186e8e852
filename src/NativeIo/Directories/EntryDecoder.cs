using System;
using System.Buffers.Binary;
using NativeIo.Interop.Linux;

namespace NativeIo;

/// <summary>
/// Takes a folder's entries out of the bytes that the kernel gives for them. Nothing in those bytes is believed: they
/// can come from a file system in user space, a broken disk or a server.
/// </summary>
internal static class EntryDecoder
{
    /// <summary>
    /// Reads the entry at a position and moves behind it. False at the end of the bytes, or when they are malformed:
    /// then the position is before the end.
    /// </summary>
    /// <param name="bytes">Whole records.</param>
    /// <param name="position">Where the entry begins.</param>
    /// <param name="name">The name; borrowed from the bytes. It is not empty and has neither NUL nor slash.</param>
    /// <param name="kind">What it is, as far as the folder knows.</param>
    internal static bool TryRead(
        ReadOnlySpan<byte> bytes, ref int position, out ReadOnlySpan<byte> name, out FileKind kind)
    {
        name = default;
        kind = FileKind.Unknown;
        if ((uint)position > (uint)bytes.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> record = bytes[position..];
        if (record.Length <= DirectoryEntry64.d_name_offset)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(record[DirectoryEntry64.d_reclen_offset..]);
        if (length <= DirectoryEntry64.d_name_offset || length > record.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> field = record[DirectoryEntry64.d_name_offset..length];
        int nameLength = field.IndexOf((byte)0);
        if (nameLength <= 0 || field[..nameLength].Contains((byte)'/'))
        {
            return false;
        }

        name = field[..nameLength];
        kind = KindOf(record[DirectoryEntry64.d_type_offset]);
        position += length;
        return true;
    }

    private static FileKind KindOf(byte type) => type switch
    {
        DirectoryEntry64.DT_REG => FileKind.Regular,
        DirectoryEntry64.DT_DIR => FileKind.Directory,
        DirectoryEntry64.DT_LNK => FileKind.Link,
        DirectoryEntry64.DT_FIFO => FileKind.Pipe,
        DirectoryEntry64.DT_SOCK => FileKind.Socket,
        DirectoryEntry64.DT_CHR => FileKind.CharacterDevice,
        DirectoryEntry64.DT_BLK => FileKind.BlockDevice,

        // Some file systems do not say, and later kernels may say more.
        _ => FileKind.Unknown,
    };
}
