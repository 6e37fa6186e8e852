using System;
using System.Collections.Generic;
using System.Text;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;
using NativeIo;

namespace Native.Fuzz.Targets;

/// <summary>
/// Paths below a folder. First as text: a path is refused exactly when a plain look at its parts says so. Then as
/// files: the tree has links that stay inside, links that lead out and links in circles, and the kernel's containment
/// and the walk of components agree on every path. Nothing that is outside is ever read.
/// </summary>
internal static class RootedPaths
{
    private const int PathPartsMax = 12;

    public static void Run(ReadOnlySpan<byte> input)
    {
        var program = new FuzzInput(input);
        bool isWindows = program.NextBool();
        CompareParsing(program.Rest, isWindows);
        var path = new StringBuilder();
        for (int part = 0; part < PathPartsMax && !program.IsAtEnd; part++)
        {
            _ = path.Append(RootedTree.Words[program.NextByte() % RootedTree.Words.Length]);
        }

        string kernel = RootedTree.Read(PathContainment.Kernel, path.ToString());
        string components = RootedTree.Read(PathContainment.Components, path.ToString());
        Verify.True(kernel == components, $"The kernel says {kernel}, the walk says {components}: {path}");
        Verify.True(kernel != RootedTree.OutsideContent, $"The path leads out: {path}");
    }

    private static void CompareParsing(ReadOnlySpan<byte> bytes, bool isWindows)
    {
        int end = bytes.IndexOf((byte)0);
        byte[] path = (end < 0 ? bytes : bytes[..end]).ToArray();
        List<byte[]>? expected = Split(path, isWindows);
        List<byte[]>? found = null;
        try
        {
            found = [.. RootedPath.Parse(NativePath.FromBytes(path), isWindows).Names];
        }
        catch (NativeIoException exception) when (exception.Kind == IoErrorKind.OutsideRoot)
        {
            // Windows refuses more names than the model knows.
            Verify.True(expected is null || isWindows, $"A path inside was refused: {exception.Message}");
            return;
        }

        Verify.True(expected is not null, "A path that leads out was taken");
        Verify.Equal(expected.Count, found.Count, "Names");
        for (int index = 0; index < found.Count; index++)
        {
            Verify.Equal(expected[index], found[index], "Name");
        }
    }

    /// <summary>The names of a path, or null when it leads out.</summary>
    private static List<byte[]>? Split(byte[] path, bool isWindows)
    {
        List<byte[]> names = [];
        List<byte> name = [];
        bool isAbsolute = path.Length > 0 && (path[0] == '/' || (isWindows && path[0] == '\\'));
        bool goesUp = false;
        foreach (byte value in (byte[])[.. path, (byte)'/'])
        {
            if (value != '/' && !(isWindows && value == '\\'))
            {
                name.Add(value);
                continue;
            }

            string text = Encoding.Latin1.GetString([.. name]);
            goesUp |= text == "..";
            if (text is not ("" or "."))
            {
                names.Add([.. name]);
            }

            name.Clear();
        }

        return isAbsolute || goesUp ? null : names;
    }
}
