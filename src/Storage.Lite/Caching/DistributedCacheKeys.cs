using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Storage.Lite;

/// <summary>
/// From keys of a cache, which are any text, to names that every backend and file system takes; no two keys have one
/// name.
/// </summary>
/// <remarks>
/// <para>Small letters, digits, hyphen, underscore, and dots but at the ends stay; any other UTF-16 unit, half of a
/// surrogate pair included, is <c>%</c> and its four hexadecimal digits, and so is the first letter of what Windows
/// takes for a device. The empty key is <c>%</c>. So slashes make no folders, and systems that do not tell capitals
/// from small letters, or drop dots at the end, have no two keys in one file. A name that would be longer than
/// <see cref="NameLengthMax"/> is <c>~</c> and the SHA-256 of the key's UTF-16 units.</para>
/// <para>Changing this makes every stored entry unreachable.</para>
/// </remarks>
internal static class DistributedCacheKeys
{
    /// <summary>The longest name, in characters and bytes; names of files have 255 at most.</summary>
    internal const int NameLengthMax = 200;

    private const char EscapeMark = '%';
    private const char HashMark = '~';

    private static readonly SearchValues<char> s_kept = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    internal static string NameOf(string key)
    {
        bool escapesFirst = key.StartsWith('.') || IsDevice(key);
        bool escapesLast = key.EndsWith('.');
        if (key.Length is > 0 and <= NameLengthMax && !escapesFirst && !escapesLast
            && !key.AsSpan().ContainsAnyExcept(s_kept))
        {
            return key;
        }

        if (key.Length == 0)
        {
            return EscapeMark.ToString();
        }

        var name = new StringBuilder(NameLengthMax);
        for (int index = 0; index < key.Length; index++)
        {
            char unit = key[index];
            bool isEscaped = !s_kept.Contains(unit)
                || (index == 0 && escapesFirst) || (index == key.Length - 1 && escapesLast);
            if (!isEscaped)
            {
                _ = name.Append(unit);
            }
            else
            {
                _ = name.Append(EscapeMark).Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
            }

            if (name.Length > NameLengthMax)
            {
                return HashOf(key);
            }
        }

        return name.ToString();
    }

    /// <summary>
    /// Tells names that Windows opens a device for, whatever follows a dot; others of those have characters that are
    /// escaped.
    /// </summary>
    private static bool IsDevice(string key)
    {
        int dot = key.IndexOf('.', StringComparison.Ordinal);
        ReadOnlySpan<char> stem = dot < 0 ? key : key.AsSpan(0, dot);
        return stem is "con" or "prn" or "aux" or "nul"
            or ['c', 'o', 'm', >= '0' and <= '9'] or ['l', 'p', 't', >= '0' and <= '9'];
    }

    private static string HashOf(string key)
    {
        // Not by an encoding, which would make one text of all halves of surrogate pairs.
        byte[] units = new byte[checked(key.Length * sizeof(char))];
        for (int index = 0; index < key.Length; index++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(units.AsSpan(index * sizeof(char)), key[index]);
        }

        return HashMark + Convert.ToHexStringLower(SHA256.HashData(units));
    }
}
