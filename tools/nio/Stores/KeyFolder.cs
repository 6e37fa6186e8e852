using System;
using System.IO;
using NativeIo;
using Nio.Copying;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>
/// A folder that objects are written to, each under its key: <c>a/b</c> is the file <c>b</c> in the folder <c>a</c>. No
/// key and no link in the folder leads out of it.
/// </summary>
/// <remarks>Ownership: owns a handle. Thread safety: none.</remarks>
internal sealed class KeyFolder : IDisposable
{
    private const char Separator = '/';

    private readonly RootedDirectory _root;

    private KeyFolder(RootedDirectory root) => _root = root;

    /// <summary>Opens a folder, which is made when it is missing. Ownership: the caller disposes it.</summary>
    /// <exception cref="IOException">It cannot be made or opened.</exception>
    internal static KeyFolder Open(string path)
    {
        _ = Directory.CreateDirectory(path);
        return new KeyFolder(RootedDirectory.Open(path, new RootedDirectoryOptions { RefusesLinks = true }));
    }

    /// <summary>Begins a key's file. Ownership: the caller disposes it, before this.</summary>
    /// <exception cref="CopyException">The key is no path of a file, or the system refused.</exception>
    /// <exception cref="NativeIoException">A folder on the way cannot be made.</exception>
    internal TargetFile Create(StorageKey key, bool overwrites)
    {
        string text = key.Text;
        if (text.StartsWith(Separator) || text.EndsWith(Separator) || text.Contains("//", StringComparison.Ordinal))
        {
            throw new CopyException(
                $"'{text}' is no path of a file below a folder: it has an empty part. Name a file with -o for it.");
        }

        int slash = text.LastIndexOf(Separator);
        string folder = slash < 0 ? string.Empty : text[..slash];
        MakeFolders(folder);
        HeldFolder held = HeldFolder.Open(_root, folder);
        try
        {
            string shown = NativePath.Join(_root.Path, folder).ToString();
            return held.Name is { } name
                ? new TargetFile(held, name, shown, text[(slash + 1)..], overwrites)
                : throw new CopyException($"'{folder}' has a name that is not UTF-8. Choose another folder with -o.");
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose() => _root.Dispose();

    private void MakeFolders(string folder)
    {
        for (int end = folder.IndexOf(Separator); folder.Length > 0; end = folder.IndexOf(Separator, end + 1))
        {
            _ = _root.TryCreateDirectory(end < 0 ? folder : folder[..end]);
            if (end < 0)
            {
                return;
            }
        }
    }
}
