using System;
using System.IO;
using System.Text;
using NativeIo;

namespace Native.Fuzz.Models;

/// <summary>
/// A folder with links of every sort, made once for the process and removed when it ends, and words that make paths in
/// it.
/// </summary>
internal static class RootedTree
{
    internal const string InsideContent = "inside";
    internal const string OutsideContent = "outside";

    internal static readonly string[] Words =
    [
        "a", "b", "file", "/", "..", ".", "/", "in",
        "up", "out", "absolute", "loop", "hop", "missing", "/", "dangling",
    ];

    private static readonly string s_outer = Make();
    private static readonly RootedDirectory s_kernel = Open(PathContainment.Kernel);
    private static readonly RootedDirectory s_components = Open(PathContainment.Components);

    /// <summary>What a path leads to: the file's content, or the kind of the error.</summary>
    internal static string Read(PathContainment containment, string path)
    {
        RootedDirectory root = containment == PathContainment.Kernel ? s_kernel : s_components;
        try
        {
            using NativeFile file = root.OpenFile(path);
            byte[] bytes = new byte[OutsideContent.Length + 1];
            return Encoding.UTF8.GetString(bytes.AsSpan(0, file.ReadFull(bytes, 0)));
        }
        catch (NativeIoException exception)
        {
            return exception.Kind.ToString();
        }
        catch (ArgumentException)
        {
            return "the folder itself";
        }
    }

    private static string Make()
    {
        string outer = Directory.CreateTempSubdirectory("native-fuzz-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(outer, recursive: true);
        string root = Path.Combine(outer, "root");
        _ = Directory.CreateDirectory(Path.Combine(root, "a/b"));
        File.WriteAllText(Path.Combine(outer, "file"), OutsideContent);
        foreach (string folder in new[] { root, Path.Combine(root, "a"), Path.Combine(root, "a/b") })
        {
            File.WriteAllText(Path.Combine(folder, "file"), InsideContent);
            _ = File.CreateSymbolicLink(Path.Combine(folder, "in"), ".");
            _ = File.CreateSymbolicLink(Path.Combine(folder, "up"), "..");
            _ = File.CreateSymbolicLink(Path.Combine(folder, "out"), "../../file");
            _ = File.CreateSymbolicLink(Path.Combine(folder, "absolute"), outer);
            _ = File.CreateSymbolicLink(Path.Combine(folder, "loop"), "loop");
            _ = File.CreateSymbolicLink(Path.Combine(folder, "hop"), "in/up/./in//file");
            _ = File.CreateSymbolicLink(Path.Combine(folder, "dangling"), "in/missing");
        }

        return outer;
    }

    private static RootedDirectory Open(PathContainment containment) => RootedDirectory.Open(
        Path.Combine(s_outer, "root"), new RootedDirectoryOptions { ContainmentForced = containment });
}
