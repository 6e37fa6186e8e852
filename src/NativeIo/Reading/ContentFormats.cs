using System;

namespace NativeIo;

/// <summary>Tells compressed formats by the bytes that a file begins with. Pure.</summary>
internal static class ContentFormats
{
    /// <summary>Bytes that are enough to tell; fewer tell less.</summary>
    internal const int HeadLength = 16;

    /// <summary>Where the brand of an MP4 file and the kind of a RIFF file stand.</summary>
    private const int TypeOffset = 4;
    private const int RiffKindOffset = 8;

    /// <summary>Finds the format of a file that begins with these bytes.</summary>
    internal static ContentFormat Find(ReadOnlySpan<byte> head)
    {
        ContentFormat archive = Archive(head);
        return archive != ContentFormat.Unknown ? archive : Medium(head);
    }

    private static ContentFormat Archive(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 0x08]))
        {
            return ContentFormat.Gzip;
        }

        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8) || head.StartsWith("PK\x07\x08"u8))
        {
            return ContentFormat.Zip;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]))
        {
            return ContentFormat.Zstandard;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]))
        {
            return ContentFormat.Xz;
        }

        if (head.Length > 3 && head.StartsWith("BZh"u8) && head[3] is >= (byte)'1' and <= (byte)'9')
        {
            return ContentFormat.Bzip2;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x04, 0x22, 0x4d, 0x18]))
        {
            return ContentFormat.Lz4;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[(byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c]))
        {
            return ContentFormat.SevenZip;
        }

        return head.StartsWith("Rar!\x1a\x07"u8) ? ContentFormat.Rar : ContentFormat.Unknown;
    }

    private static ContentFormat Medium(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]))
        {
            return ContentFormat.Png;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]))
        {
            return ContentFormat.Jpeg;
        }

        if (head.StartsWith("GIF8"u8))
        {
            return ContentFormat.Gif;
        }

        if (head.Length > RiffKindOffset && head.StartsWith("RIFF"u8) && head[RiffKindOffset..].StartsWith("WEBP"u8))
        {
            return ContentFormat.Webp;
        }

        if (head.Length > TypeOffset && head[TypeOffset..].StartsWith("ftyp"u8))
        {
            return ContentFormat.Mp4;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x1a, 0x45, 0xdf, 0xa3]))
        {
            return ContentFormat.Matroska;
        }

        if (head.StartsWith("OggS"u8))
        {
            return ContentFormat.Ogg;
        }

        return head.StartsWith("fLaC"u8) ? ContentFormat.Flac
            : head.StartsWith("ID3"u8) ? ContentFormat.Mp3
            : ContentFormat.Unknown;
    }
}
