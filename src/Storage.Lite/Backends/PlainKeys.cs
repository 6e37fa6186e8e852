using System;
using System.IO;
using System.Text;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <summary>The key is the path.</summary>
/// <remarks>
/// Where the volume takes names that differ in case for one, keys have small letters, digits and signs of ASCII only:
/// each system folds in its own way, some drop dots and spaces at the end, compose accents, or answer to names of eight
/// characters with a tilde; among these characters none makes one name of two. A file that has capital letters is that
/// of the key with small ones, as the volume says.
/// </remarks>
internal sealed class PlainKeys(bool foldsCase) : FileKeys
{
    private const char Separator = '/';

    private static readonly System.Buffers.SearchValues<char> s_notInWindows =
        System.Buffers.SearchValues.Create("\\:<>|?*\"");

    private static readonly System.Buffers.SearchValues<char> s_foldSafely =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_. !#$%&'()+,;=@[]^`{}");

    private static readonly bool s_isWindows = Path.DirectorySeparatorChar == '\\';

    internal override string? Refuse(StorageKey key)
    {
        ReadOnlySpan<char> text = key.Text;
        if (IsInternal(text))
        {
            return $"'{InternalFolder}' is where the store keeps what is not finished";
        }

        while (true)
        {
            int slash = text.IndexOf(Separator);
            ReadOnlySpan<char> segment = slash < 0 ? text : text[..slash];
            if ((RefuseSegment(segment) ?? RefuseFolded(segment)) is { } reason)
            {
                return reason;
            }

            if (slash < 0)
            {
                return null;
            }

            text = text[(slash + 1)..];
        }
    }

    internal override string PathOf(StorageKey key) => key.Text;

    internal override WholeReadOutcome Read(
        RootedDirectory root, StorageKey key, in WholeReadOptions options, out BufferSlice bytes,
            out FileFacts facts) =>
        root.TryReadWhole(key.Text, options, out bytes, out facts);

    internal override int Decode(ReadOnlySpan<byte> name, bool isFolder, Span<byte> part)
    {
        if (!System.Text.Unicode.Utf8.IsValid(name))
        {
            return -1;
        }

        name.CopyTo(part);
        if (foldsCase)
        {
            _ = Ascii.ToLowerInPlace(part[..name.Length], out _);
            Span<char> text = stackalloc char[NameBytesMax];
            if (!Encoding.UTF8.TryGetChars(part[..name.Length], text, out int length)
                || RefuseFolded(text[..length]) is not null)
            {
                return -1;
            }
        }

        if (!isFolder)
        {
            return name.Length;
        }

        part[name.Length] = (byte)Separator;
        return name.Length + 1;
    }

    internal override string NameOf(ReadOnlySpan<byte> part, bool isFolder) =>
        Encoding.UTF8.GetString(isFolder ? part[..^1] : part);

    private static bool IsInternal(ReadOnlySpan<char> text) =>
        text.StartsWith(InternalFolder, StringComparison.OrdinalIgnoreCase)
        && (text.Length == InternalFolder.Length || text[InternalFolder.Length] == Separator);

    private string? RefuseFolded(ReadOnlySpan<char> segment) =>
        foldsCase && (segment.ContainsAnyExcept(s_foldSafely) || segment[^1] is '.' or ' ')
            ? "its volume takes several names for one, so that keys have small letters, digits and signs of ASCII only"
            : null;

    private static string? RefuseSegment(ReadOnlySpan<char> segment)
    {
        if (segment.IsEmpty)
        {
            return "a path has no empty part, at its ends or between two slashes";
        }

        if (segment.Length > NameBytesMax / 3 && Encoding.UTF8.GetByteCount(segment) > NameBytesMax)
        {
            return $"a name of a file has {NameBytesMax} bytes at most";
        }

        return s_isWindows && (segment.ContainsAny(s_notInWindows) || segment[^1] is '.' or ' ')
            ? "Windows has no such name of a file"
            : null;
    }
}
