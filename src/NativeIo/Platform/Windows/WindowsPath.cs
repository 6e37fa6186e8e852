using System;
using System.IO;

namespace NativeIo.Platform;

/// <summary>Paths as Windows' calls take them: with the prefix that lifts the limit on their length.</summary>
internal static class WindowsPath
{
    /// <summary>
    /// Characters that a path may have without the prefix. The system's limit is 260 with the NUL; folders keep room
    /// for a short name of 12.
    /// </summary>
    internal const int PlainLengthMax = 247;

    /// <summary>The most characters that a name may have on the file systems of Windows.</summary>
    internal const int NameLengthMax = 255;

    private const string Prefix = @"\\?\";
    private const string ServerPrefix = @"\\?\UNC\";

    /// <summary>Makes the text for a call. False when the path is bytes, which no name on Windows is.</summary>
    internal static bool TryPrepare(NativePath path, out string prepared)
    {
        bool isText = path.TryGetText(out string? text);
        prepared = text ?? "";
        if (isText && !IsFullyQualified(prepared))
        {
            // A short path in a long current folder is long.
            prepared = AddPrefix(Path.GetFullPath(prepared));
        }
        else if (isText && prepared.Length > PlainLengthMax && !IsDevice(prepared))
        {
            // With the prefix the system takes names as they are, so dots and slashes are resolved before.
            prepared = AddPrefix(Path.GetFullPath(prepared));
        }

        return isText;
    }

    /// <summary>Adds the prefix to an absolute path that is too long without it.</summary>
    internal static string AddPrefix(string fullPath)
    {
        if (fullPath.Length <= PlainLengthMax || IsDevice(fullPath))
        {
            return fullPath;
        }

        return fullPath.StartsWith(@"\\", StringComparison.Ordinal)
            ? string.Concat(ServerPrefix, fullPath.AsSpan(2))
            : Prefix + fullPath;
    }

    /// <summary>Tells whether a name in the path is longer than a file system takes.</summary>
    internal static bool HasLongName(ReadOnlySpan<char> path)
    {
        foreach (Range part in path.SplitAny('\\', '/'))
        {
            if (part.End.GetOffset(path.Length) - part.Start.GetOffset(path.Length) > NameLengthMax)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFullyQualified(string path) =>
        path is [_, ':', '\\' or '/', ..] or ['\\' or '/', '\\' or '/', ..];

    private static bool IsDevice(string path) =>
        path.StartsWith(Prefix, StringComparison.Ordinal)
        || path.StartsWith(@"\\.\", StringComparison.Ordinal)
        || path.StartsWith(@"\??\", StringComparison.Ordinal);
}
