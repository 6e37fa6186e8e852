using System;
using System.Collections.Generic;
using System.Text;

namespace NativeIo;

/// <summary>
/// A path below a folder, taken apart into names. What names its way out by itself is refused here; links are another
/// matter. Nothing is resolved: what <c>a/..</c> means depends on what <c>a</c> is at that moment.
/// </summary>
internal sealed class RootedPath
{
    private static readonly string[] s_deviceNames =
    [
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    ];

    private RootedPath(NativePath original, List<byte[]> names, bool namesFolder)
    {
        Original = original;
        Names = names;
        NamesFolder = namesFolder;
    }

    /// <summary>Gets the path as it was given, for messages.</summary>
    internal NativePath Original { get; }

    /// <summary>Gets the names from the folder down; none for the folder itself.</summary>
    internal IReadOnlyList<byte[]> Names { get; }

    /// <summary>Gets a value indicating whether the path ends as only a folder's can.</summary>
    internal bool NamesFolder { get; }

    /// <summary>Gets a value indicating whether the path is the folder itself.</summary>
    internal bool IsRoot => Names.Count == 0;

    /// <summary>Gets the last name.</summary>
    internal NativePath LastName => NativePath.FromBytes(Names[^1]);

    /// <summary>Takes a path apart.</summary>
    /// <param name="path">A relative path; nothing for the folder itself.</param>
    /// <param name="isWindows">
    /// Whether the names are for Windows, where more characters separate and more names lead somewhere else.
    /// </param>
    /// <exception cref="NativeIoException">It leads out.</exception>
    internal static RootedPath Parse(NativePath path, bool isWindows)
    {
        byte[] bytes = path.ToBytes();
        if (bytes.Length > 0 && IsSeparator(bytes[0], isWindows))
        {
            throw Outside(path, "it is absolute");
        }

        List<byte[]> names = [];
        bool namesFolder = true;
        int start = 0;
        for (int end = 0; end <= bytes.Length; end++)
        {
            if (end < bytes.Length && !IsSeparator(bytes[end], isWindows))
            {
                continue;
            }

            byte[] name = bytes[start..end];
            start = end + 1;
            namesFolder = name is [] or [(byte)'.'];
            if (namesFolder)
            {
                continue;
            }

            if (name is [(byte)'.', (byte)'.'])
            {
                throw Outside(path, "'..' may lead anywhere");
            }

            if (isWindows)
            {
                CheckWindowsName(path, name);
            }

            names.Add(name);
        }

        return new RootedPath(path, names, namesFolder);
    }

    /// <summary>Makes the error of a path that leads out.</summary>
    internal static NativeIoException Outside(NativePath path, string reason) =>
        IoError.Create("reach", path, IoErrorKind.OutsideRoot, $"it leads out of the folder: {reason}");

    /// <summary>The path of the names up to a count; "." for none.</summary>
    internal NativePath Join(int count)
    {
        if (count == 0)
        {
            return ".";
        }

        var bytes = new List<byte>(64);
        for (int index = 0; index < count; index++)
        {
            if (index > 0)
            {
                bytes.Add((byte)'/');
            }

            bytes.AddRange(Names[index]);
        }

        return NativePath.FromBytes([.. bytes]);
    }

    private static bool IsSeparator(byte value, bool isWindows) =>
        value == (byte)'/' || (isWindows && value == (byte)'\\');

    private static void CheckWindowsName(NativePath path, byte[] name)
    {
        // A colon begins a drive or a second stream of a file; dots and spaces at the end are dropped.
        if (name.AsSpan().Contains((byte)':') || name[^1] is (byte)'.' or (byte)' ')
        {
            throw Outside(path, $"Windows takes '{Encoding.UTF8.GetString(name)}' for another name");
        }

        string stem = Encoding.UTF8.GetString(name).Split('.')[0].TrimEnd(' ');
        foreach (string device in s_deviceNames)
        {
            if (string.Equals(stem, device, StringComparison.OrdinalIgnoreCase))
            {
                throw Outside(path, $"Windows takes '{stem}' for a device");
            }
        }
    }
}
