using System;
using System.IO;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Models;

/// <summary>
/// A folder with the source and the destination of a copy, made once for the process and removed when it ends. In
/// memory where the system has such a place, so that flushing costs nothing.
/// </summary>
internal static class CopyFolder
{
    private static readonly string s_path = ScratchFolder.Make();

    internal static string Source { get; } = Path.Combine(s_path, "source");

    internal static string Destination { get; } = Path.Combine(s_path, "destination");

    /// <summary>
    /// Removes what a run before left, and writes the source, with a hole in front when that is wanted.
    /// </summary>
    internal static void Reset(byte[] content, int holeLength)
    {
        foreach (string path in Directory.GetFiles(s_path))
        {
            File.Delete(path);
        }

        using FileStream stream = File.Create(Source);
        stream.Position = holeLength;
        stream.Write(content.AsSpan(holeLength));
        stream.SetLength(content.Length);
    }

    /// <summary>Cuts the source behind the copy's back.</summary>
    internal static void CutSource(int length)
    {
        using var stream = new FileStream(Source, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        if (stream.Length > length)
        {
            stream.SetLength(length);
        }
    }

    /// <summary>What the destination has; null when there is none.</summary>
    internal static byte[]? ReadDestination() => File.Exists(Destination) ? File.ReadAllBytes(Destination) : null;

    /// <summary>There are no other files than source, destination and the one that is named.</summary>
    internal static void VerifyNothingElse(string allowed)
    {
        foreach (string path in Directory.GetFiles(s_path))
        {
            if (path != Source && path != Destination && path != allowed)
            {
                Verify.Fail($"Left over: {path}");
            }
        }
    }
}
