using System;
using System.Buffers;
using System.Linq;
using System.Text;
using ChunkedBuffers;
using NativeIo;

namespace Storage.Lite;

/// <summary>The key is the path.</summary>
/// <remarks>
/// Where the volume takes names that differ in case for one, keys have small letters, digits and signs of ASCII only:
/// each system folds in its own way, some drop dots and spaces at the end, compose accents, or answer to names of eight
/// characters with a tilde; among these characters none makes one name of two. A file that has capital letters is that
/// of the key with small ones, as the volume says. Windows has names of devices too, and characters that no name has.
/// </remarks>
internal sealed class PlainKeys(bool foldsCase, bool isWindows) : FileKeys
{
    private const char Separator = '/';

    /// <summary>A name of a file with eight characters, a dot and three more is what old programs see.</summary>
    private const int ShortStemMax = 8;

    private static readonly SearchValues<char> s_notInWindows = SearchValues.Create(
        [.. "\\:<>|?*\"", .. Enumerable.Range(1, ' ' - 1).Select(static code => (char)code)]);

    private static readonly SearchValues<char> s_foldSafely =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_. !#$%&'()+,;=@[]^`{}");

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
            if ((RefuseLength(segment) ?? RefuseName(segment)) is { } reason)
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
        }

        if (foldsCase || isWindows)
        {
            Span<char> text = stackalloc char[NameBytesMax];
            if (!Encoding.UTF8.TryGetChars(part[..name.Length], text, out int length)
                || RefuseName(text[..length]) is not null)
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

    private static string? RefuseLength(ReadOnlySpan<char> segment)
    {
        if (segment.IsEmpty)
        {
            return "a path has no empty part, at its ends or between two slashes";
        }

        return segment.Length > NameBytesMax / 3 && Encoding.UTF8.GetByteCount(segment) > NameBytesMax
            ? $"a name of a file has {NameBytesMax} bytes at most"
            : null;
    }

    private string? RefuseName(ReadOnlySpan<char> segment) =>
        (isWindows ? RefuseForWindows(segment) : null)
        ?? (foldsCase && (segment.ContainsAnyExcept(s_foldSafely) || segment[^1] is '.' or ' ')
            ? "its volume takes several names for one, so that keys have small letters, digits and signs of ASCII only"
            : null);

    private static string? RefuseForWindows(ReadOnlySpan<char> segment) =>
        segment.ContainsAny(s_notInWindows) || segment[^1] is '.' or ' ' ? "Windows has no such name of a file"
        : IsDevice(segment) ? "Windows takes this name for a device"
        : IsShortName(segment) ? "Windows may have this name as the short one of another file"
        : null;

    /// <summary>Tells names that Windows opens a device for, whatever follows a dot.</summary>
    private static bool IsDevice(ReadOnlySpan<char> segment)
    {
        int dot = segment.IndexOf('.');
        ReadOnlySpan<char> stem = (dot < 0 ? segment : segment[..dot]).TrimEnd(' ');
        Span<char> lower = stackalloc char[7];
        if (stem.Length > lower.Length)
        {
            return false;
        }

        lower = lower[..stem.ToLowerInvariant(lower)];
        return lower is "con" or "prn" or "aux" or "nul" or "conin$" or "conout$"
            || (lower is ['c', 'o', 'm', _] or ['l', 'p', 't', _]
                && lower[3] is (>= '0' and <= '9') or '\u00b9' or '\u00b2' or '\u00b3');
    }

    /// <summary>
    /// Tells names as <c>PROGRA~1.TXT</c>, by which volumes with short names open files of other names.
    /// </summary>
    private static bool IsShortName(ReadOnlySpan<char> segment)
    {
        int dot = segment.IndexOf('.');
        ReadOnlySpan<char> stem = dot < 0 ? segment : segment[..dot];
        int tilde = stem.LastIndexOf('~');
        return tilde >= 0 && tilde < stem.Length - 1 && stem.Length <= ShortStemMax
            && !stem[(tilde + 1)..].ContainsAnyExceptInRange('0', '9');
    }
}
