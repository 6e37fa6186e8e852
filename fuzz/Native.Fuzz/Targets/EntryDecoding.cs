using System;
using Native.Fuzz.Rig;
using Native.TestKit;
using NativeIo;

namespace Native.Fuzz.Targets;

/// <summary>
/// Bytes as the kernel gives them for the entries of a folder, in front of an inaccessible page: the product's decoder
/// and one that looks at one byte at a time find the same names and stop at the same place.
/// </summary>
internal static class EntryDecoding
{
    private const int HeadLength = 19;

    public static void Run(ReadOnlySpan<byte> input)
    {
        using GuardedMemory memory = GuardedMemory.CopyOf(input);
        ReadOnlySpan<byte> bytes = memory.GetSpan();
        int position = 0;
        int expectedPosition = 0;
        while (true)
        {
            int before = position;
            bool found = EntryDecoder.TryRead(bytes, ref position, out ReadOnlySpan<byte> name, out FileKind kind);
            bool expected = TryReadSlowly(input, ref expectedPosition, out byte[] expectedName, out byte type);
            Verify.True(found == expected, $"Entry at {before}: expected {expected}, got {found}");
            Verify.Equal(expectedPosition, position, "Position");
            if (!found)
            {
                return;
            }

            Verify.Equal(expectedName, name, "Name");
            Verify.True(kind == KindOf(type), $"Type {type} became {kind}");
            Verify.True(position > before, "No progress");
        }
    }

    private static bool TryReadSlowly(ReadOnlySpan<byte> bytes, ref int position, out byte[] name, out byte type)
    {
        name = [];
        type = 0;
        if (bytes.Length - position <= HeadLength)
        {
            return false;
        }

        int length = bytes[position + 16] + (bytes[position + 17] * 256);
        if (length <= HeadLength || position + length > bytes.Length)
        {
            return false;
        }

        for (int index = position + HeadLength; index < position + length; index++)
        {
            if (bytes[index] == 0)
            {
                if (name.Length == 0)
                {
                    return false;
                }

                type = bytes[position + 18];
                position += length;
                return true;
            }

            if (bytes[index] == '/')
            {
                return false;
            }

            name = [.. name, bytes[index]];
        }

        return false;
    }

    private static FileKind KindOf(byte type) => type switch
    {
        1 => FileKind.Pipe,
        2 => FileKind.CharacterDevice,
        4 => FileKind.Directory,
        6 => FileKind.BlockDevice,
        8 => FileKind.Regular,
        10 => FileKind.Link,
        12 => FileKind.Socket,
        _ => FileKind.Unknown,
    };
}
