using System;
using System.IO;
using NativeIo;

namespace Nio.Copying;

/// <summary>
/// A folder with a name by which the framework finds it, for what the library does not do itself. On Linux the name
/// goes by the open handle, so that it means this folder whatever its path leads to by now; elsewhere it is the path.
/// </summary>
/// <remarks>Ownership: owns a handle. Thread safety: all members.</remarks>
internal sealed class HeldFolder : IDisposable
{
    private readonly NativeFile? _handle;

    private HeldFolder(NativeFile? handle, string? name)
    {
        _handle = handle;
        Name = name;
    }

    /// <summary>Gets the name; null when it has none that is text.</summary>
    internal string? Name { get; }

    /// <summary>Gets a value indicating whether the name means the open folder and nothing else.</summary>
    internal bool IsByHandle => _handle is not null;

    /// <summary>Opens a folder below another one, or that one itself. Ownership: the caller disposes it.</summary>
    /// <exception cref="NativeIoException">It cannot be opened.</exception>
    internal static HeldFolder Open(RootedDirectory root, NativePath path)
    {
        NativeFile? handle = TryOpen(root, path);
        if (handle is not null)
        {
            string name = $"/proc/self/fd/{handle.Handle.DangerousGetHandle()}";
            if (Directory.Exists(name))
            {
                return new HeldFolder(handle, name);
            }

            handle.Dispose();
        }

        NativePath whole = path.IsEmpty ? root.Path : NativePath.Join(root.Path, path);
        return new HeldFolder(null, whole.TryGetText(out string? text) ? text : null);
    }

    public void Dispose() => _handle?.Dispose();

    private static NativeFile? TryOpen(RootedDirectory root, NativePath path)
    {
        return root.Containment == PathContainment.Checks
            ? null
            : root.OpenFile(path, new NativeFileOptions { Flags = FileOpenFlags.Directory });
    }
}
