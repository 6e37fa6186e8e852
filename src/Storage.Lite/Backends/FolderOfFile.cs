using System;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// The folder that a file is in: the store's root, or one that is opened for an operation. Ownership: owns it in the
/// second case. Thread safety: none.
/// </summary>
internal sealed class FolderOfFile(RootedDirectory folder, bool isOwned, string path, string name) : IDisposable
{
    /// <summary>Gets the folder. Ownership: borrows.</summary>
    internal RootedDirectory Folder { get; } = folder;

    /// <summary>Gets the folder's path below the root; empty for the root.</summary>
    internal string Path { get; } = path;

    /// <summary>Gets the file's name in it.</summary>
    internal string Name { get; } = name;

    public void Dispose()
    {
        if (isOwned)
        {
            Folder.Dispose();
        }
    }
}
