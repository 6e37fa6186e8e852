using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace Native.Tidy.Tests;

/// <summary>The text files that are, or are about to be, in version control.</summary>
internal sealed class Repository
{
    private static readonly Lazy<Repository> s_current = new(Load);

    private static readonly string[] s_textExtensions =
    [
        ".cs", ".csproj", ".props", ".targets", ".sln", ".json", ".md", ".sh", ".txt", ".editorconfig", ".gitignore",
        ".gitattributes", ".rs", ".toml", ".c", ".h", ".py", ".dict", ".config", ".yml",
    ];

    private readonly HashSet<string> _paths;

    internal Repository(IEnumerable<RepositoryFile> files, IEnumerable<string>? otherPaths = null)
    {
        Files = [.. files.OrderBy(static file => file.Path, StringComparer.Ordinal)];
        _paths = [.. Files.Select(static file => file.Path), .. otherPaths ?? []];
        _paths.UnionWith([.. _paths.SelectMany(Parents)]);
    }

    /// <summary>The repository that these tests were built from.</summary>
    internal static Repository Current => s_current.Value;

    internal IReadOnlyList<RepositoryFile> Files { get; }

    internal IEnumerable<RepositoryFile> CSharpFiles => Files.Where(static file => file.IsCSharp);

    /// <summary>Whether a file or folder is in the repository; binary files count too.</summary>
    internal bool Contains(string path)
    {
        return path.Length == 0 || _paths.Contains(path.TrimEnd('/'));
    }

    internal RepositoryFile? Find(string path)
    {
        return Files.FirstOrDefault(file => file.Path == path);
    }

    private static Repository Load()
    {
        string root = FindRoot();
        string[] paths = [.. ListFiles(root).Where(path => File.Exists(Path.Combine(root, path)))];
        string[] textPaths = [.. paths.Where(IsText)];
        return new Repository(
            textPaths.Select(path => new RepositoryFile(path, File.ReadAllText(Path.Combine(root, path)))),
            paths);
    }

    private static bool IsText(string path)
    {
        return path == ".ci/run" || path == "LICENSE" || s_textExtensions.Contains(Path.GetExtension(path));
    }

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Native.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName
            ?? throw new InvalidOperationException($"No Native.sln in or above {AppContext.BaseDirectory}.");
    }

    /// <summary>Tracked files and new ones that nothing ignores, as git sees them.</summary>
    private static string[] ListFiles(string root)
    {
        ProcessStartInfo start = new("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
        };
        using Process git = Process.Start(start) ?? throw new InvalidOperationException("git did not start.");
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)]
            : throw new InvalidOperationException($"git ls-files ended with exit code {git.ExitCode}.");
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (int end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
        {
            yield return path[..end];
        }
    }
}
