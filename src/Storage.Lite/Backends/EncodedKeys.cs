using System;
using System.Diagnostics;
using System.Text;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// Every key has a path, and the path tells the key.
/// </summary>
/// <remarks>
/// <para>A segment between slashes becomes a folder with <c>.d</c>, the last one a file with <c>.o</c>, so that an
/// object and a folder of one name differ. Bytes other than <c>a-z 0-9 - _ .</c> become <c>%xx</c>; that includes the
/// percent sign, and capital letters, so that file systems without capitals have every key too. A name that Windows
/// takes for a device has its first letter escaped.</para>
/// <para>A segment of <see cref="PieceBytes"/> bytes or more is cut into pieces, each a folder with <c>.c</c> and the
/// last as above, perhaps empty. Cutting by a fixed number of bytes keeps together what a list has together, and needs
/// no hash that two keys could share.</para>
/// <para>Names that another encoder could have made, as <c>%61</c> for a letter, are not of this layout.</para>
/// </remarks>
internal sealed class EncodedKeys : FileKeys
{
    /// <summary>With three characters a byte and a suffix this is a name that every file system has.</summary>
    internal const int PieceBytes = 80;

    /// <summary>
    /// The longest path: 1,024 bytes at three characters each, or half of them single-letter folders.
    /// </summary>
    internal const int PathBytesMax = 4096;

    private const int SuffixLength = 2;
    private const int EscapeLength = 3;
    private const byte Escape = (byte)'%';
    private const byte Slash = (byte)'/';

    /// <summary>What fits on the stack; longer paths are rented.</summary>
    private const int ScratchBytes = 1024;

    internal override string? Refuse(StorageKey key) => null;

    internal override string PathOf(StorageKey key)
    {
        byte[] path = new byte[PathBytesMax];
        return Encoding.ASCII.GetString(path, 0, Encode(key, path));
    }

    internal override WholeReadOutcome Read(
        RootedDirectory root, StorageKey key, in WholeReadOptions options, out BufferSlice bytes, out FileFacts facts)
    {
        // The least that fits a path of this many characters, each of which has three bytes at most.
        if (key.Text.Length * EscapeLength * 3 > ScratchBytes)
        {
            return root.TryReadWhole(PathOf(key), options, out bytes, out facts);
        }

        Span<byte> path = stackalloc byte[ScratchBytes];
        int length = Encode(key, path);
        return root.TryReadWhole(path[..length], options, out bytes, out facts);
    }

    internal override int Decode(ReadOnlySpan<byte> name, bool isFolder, Span<byte> part)
    {
        if (name.Length < SuffixLength || name[^SuffixLength] != (byte)'.')
        {
            return -1;
        }

        byte suffix = name[^1];
        bool isKnown = isFolder ? suffix is (byte)'d' or (byte)'c' : suffix == (byte)'o';
        int length = isKnown ? Unescape(name[..^SuffixLength], part) : -1;
        if (length < 0 || !IsCanonical(name, part[..length], suffix))
        {
            return -1;
        }

        if (suffix == (byte)'d')
        {
            part[length++] = Slash;
        }

        return length;
    }

    internal override string NameOf(ReadOnlySpan<byte> part, bool isFolder)
    {
        Span<byte> name = stackalloc byte[(PieceBytes * EscapeLength) + SuffixLength];
        int length = !isFolder ? EscapePiece(part, (byte)'o', name)
            : part is [.., Slash] ? EscapePiece(part[..^1], (byte)'d', name)
            : EscapePiece(part, (byte)'c', name);
        return Encoding.ASCII.GetString(name[..length]);
    }

    private static bool IsCanonical(ReadOnlySpan<byte> name, ReadOnlySpan<byte> part, byte suffix)
    {
        if (suffix == (byte)'c' ? part.Length != PieceBytes : part.Length >= PieceBytes)
        {
            return false;
        }

        Span<byte> again = stackalloc byte[(PieceBytes * EscapeLength) + SuffixLength];
        int length = EscapePiece(part, suffix, again);
        return name.SequenceEqual(again[..length]);
    }

    private static int Encode(StorageKey key, Span<byte> path)
    {
        Span<byte> utf8 = stackalloc byte[StorageKey.BytesMax];
        ReadOnlySpan<byte> rest = utf8[..Encoding.UTF8.GetBytes(key.Text, utf8)];
        int length = 0;
        while (true)
        {
            int slash = rest.IndexOf(Slash);
            ReadOnlySpan<byte> segment = slash < 0 ? rest : rest[..slash];
            while (segment.Length >= PieceBytes)
            {
                length += EscapePiece(segment[..PieceBytes], (byte)'c', path[length..]);
                path[length++] = Slash;
                segment = segment[PieceBytes..];
            }

            length += EscapePiece(segment, slash < 0 ? (byte)'o' : (byte)'d', path[length..]);
            if (slash < 0)
            {
                return length;
            }

            path[length++] = Slash;
            rest = rest[(slash + 1)..];
        }
    }

    private static int EscapePiece(ReadOnlySpan<byte> piece, byte suffix, Span<byte> name)
    {
        Debug.Assert(piece.Length <= PieceBytes, "Longer ones are cut before.");
        int length = 0;
        bool isDevice = IsDevice(piece);
        foreach (byte value in piece)
        {
            bool isPlain = value is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9')
                or (byte)'-' or (byte)'_' or (byte)'.';
            if (isPlain && !(isDevice && length == 0))
            {
                name[length++] = value;
            }
            else
            {
                name[length++] = Escape;
                name[length++] = HexDigit(value >> 4);
                name[length++] = HexDigit(value & 15);
            }
        }

        name[length++] = (byte)'.';
        name[length++] = suffix;
        return length;
    }

    private static int Unescape(ReadOnlySpan<byte> name, Span<byte> part)
    {
        int length = 0;
        for (int index = 0; index < name.Length; index++)
        {
            byte value = name[index];
            if (value == Escape)
            {
                if (index + EscapeLength > name.Length
                    || !TryHex(name[index + 1], out int high) || !TryHex(name[index + 2], out int low))
                {
                    return -1;
                }

                value = (byte)((high << 4) | low);
                index += EscapeLength - 1;
            }

            if (value is 0 or Slash || length > PieceBytes)
            {
                return -1;
            }

            part[length++] = value;
        }

        return length;
    }

    /// <summary>Tells names that Windows opens a device for, whatever follows a dot.</summary>
    private static bool IsDevice(ReadOnlySpan<byte> piece)
    {
        int dot = piece.IndexOf((byte)'.');
        ReadOnlySpan<byte> stem = dot < 0 ? piece : piece[..dot];
        return stem.Length switch
        {
            3 => stem.SequenceEqual("con"u8) || stem.SequenceEqual("prn"u8)
                || stem.SequenceEqual("aux"u8) || stem.SequenceEqual("nul"u8),
            4 => (stem.StartsWith("com"u8) || stem.StartsWith("lpt"u8)) && char.IsAsciiDigit((char)stem[3]),
            _ => false,
        };
    }

    private static byte HexDigit(int value) => (byte)(value < 10 ? '0' + value : 'a' + value - 10);

    private static bool TryHex(byte digit, out int value)
    {
        value = digit switch
        {
            >= (byte)'0' and <= (byte)'9' => digit - '0',
            >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
            _ => -1,
        };
        return value >= 0;
    }
}
