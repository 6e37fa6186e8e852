using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Native.Fuzz.Rig;
using NativeIo;
using Storage.Lite;

namespace Native.Fuzz.Targets;

/// <summary>
/// Any text as a key: it is one exactly when a plain look says so; keys are ordered as their bytes; in each layout the
/// path of a key stays below the root, tells the key again, and is no other key's. And any bytes as the name of a file.
/// </summary>
internal static class StoreKeys
{
    private const int NameBytesMax = 255;
    private const int PathBytesMax = 4096;
    private const string InternalFolder = ".storage-lite";

    private static readonly FileKeys s_plain = FileKeys.Of(FileLayout.Plain);
    private static readonly FileKeys s_folding = FileKeys.Of(FileLayout.Plain, foldsCase: true);
    private static readonly FileKeys s_encoded = FileKeys.Of(FileLayout.Encoded);

    public static void Run(ReadOnlySpan<byte> input)
    {
        var program = new FuzzInput(input);
        bool isUtf16 = program.NextBool();
        int firstLength = program.NextUInt16();
        ReadName(program.Rest);
        int cut = Math.Min(firstLength, program.Rest.Length) & (isUtf16 ? ~1 : ~0);
        string first = TextOf(program.Rest[..cut], isUtf16);
        string second = TextOf(program.Rest[cut..], isUtf16);
        bool isFirst = Parse(first, out StorageKey left);
        bool isSecond = Parse(second, out StorageKey right);
        if (!isFirst || !isSecond)
        {
            return;
        }

        int order = Encoding.UTF8.GetBytes(first).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(second));
        Verify.Equal(Math.Sign(order), Math.Sign(left.CompareTo(right)), "The order of two keys");
        Verify.Equal(order == 0, left == right, "Whether two keys are one");
        foreach (FileKeys keys in (FileKeys[])[s_plain, s_folding, s_encoded])
        {
            if (keys.Refuse(left) is null && keys.Refuse(right) is null && left != right)
            {
                StringComparison comparison = keys == s_plain
                    ? StringComparison.Ordinal
                    : StringComparison.InvariantCultureIgnoreCase;
                Verify.True(
                    !string.Equals(keys.PathOf(left), keys.PathOf(right), comparison), "Two keys have one path");
            }
        }
    }

    private static string TextOf(ReadOnlySpan<byte> bytes, bool isUtf16) => isUtf16
        ? new string(MemoryMarshal.Cast<byte, char>(bytes))
        : Encoding.UTF8.GetString(bytes);

    private static bool Parse(string text, out StorageKey key)
    {
        bool isKey = StorageKey.TryParse(text, out key, out string? reason);
        Verify.Equal(IsKey(text), isKey, "Whether it is a key");
        Verify.Equal(isKey, reason is null, "Whether there is a reason");
        if (isKey)
        {
            Verify.Equal(text, key.Text, "The text of a key");
            VerifyPath(s_encoded, key);
            VerifyPath(s_plain, key);
            VerifyPath(s_folding, key);
            Verify.True(s_encoded.Refuse(key) is null, "The layout Encoded takes every key");
        }

        return isKey;
    }

    /// <summary>The rules of a key, one after the other.</summary>
    private static bool IsKey(string text)
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        int bytes;
        try
        {
            bytes = strict.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            // Half of a surrogate pair.
            return false;
        }

        bool isKey = bytes is > 0 and <= StorageKey.BytesMax && !text.Contains('\0', StringComparison.Ordinal);
        foreach (string segment in text.Split('/'))
        {
            isKey &= segment is not ("." or "..");
        }

        return isKey;
    }

    private static void VerifyPath(FileKeys keys, StorageKey key)
    {
        if (keys.Refuse(key) is not null)
        {
            return;
        }

        string path = keys.PathOf(key);
        string[] names = path.Split('/');
        Verify.True(Encoding.UTF8.GetByteCount(path) < PathBytesMax, "A path is too long");
        Verify.True(
            !string.Equals(names[0], InternalFolder, StringComparison.OrdinalIgnoreCase), "A path is the store's own");
        Verify.Equal(names.Length, RootedPath.Parse(path, isWindows: false).Names.Count, "Names of a path");
        List<byte> decoded = [];
        Span<byte> part = stackalloc byte[2 * NameBytesMax];
        for (int index = 0; index < names.Length; index++)
        {
            bool isFolder = index < names.Length - 1;
            byte[] name = Encoding.UTF8.GetBytes(names[index]);
            Verify.True(name.Length is > 0 and <= NameBytesMax && names[index] is not ("." or ".."), "A name is none");
            int length = keys.Decode(name, isFolder, part);
            Verify.True(length >= 0, "A key's name is not of its layout");
            Verify.Equal(names[index], keys.NameOf(part[..length], isFolder), "The name of a part");
            decoded.AddRange(part[..length]);
        }

        Verify.Equal(Encoding.UTF8.GetBytes(key.Text), CollectionsMarshal.AsSpan(decoded), "The key of a path");
    }

    /// <summary>A name in a folder stands for one part of keys, which has that name, or for none.</summary>
    private static void ReadName(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAny((byte)0, (byte)'/');
        ReadOnlySpan<byte> name = end < 0 ? bytes : bytes[..end];
        name = name[..Math.Min(name.Length, NameBytesMax)];
        if (name.IsEmpty)
        {
            return;
        }

        Span<byte> part = stackalloc byte[2 * NameBytesMax];
        foreach (bool isFolder in (bool[])[false, true])
        {
            foreach (FileKeys keys in (FileKeys[])[s_plain, s_folding, s_encoded])
            {
                int length = keys.Decode(name, isFolder, part);
                if (length >= 0)
                {
                    string again = keys.NameOf(part[..length], isFolder);
                    Verify.True(
                        string.Equals(
                            Encoding.UTF8.GetString(name),
                            again,
                            keys == s_folding ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal),
                        "A name stands for a part that has another name");
                }
            }
        }
    }
}
