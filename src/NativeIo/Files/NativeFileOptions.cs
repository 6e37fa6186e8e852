using System;
using System.IO;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>How <see cref="NativeFile.Open"/> opens a file.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record NativeFileOptions
{
    /// <summary>Gets the options that open an existing file for reading.</summary>
    public static NativeFileOptions Read { get; } = new();

    /// <summary>Gets the options that make or empty a file for writing.</summary>
    public static NativeFileOptions CreateForWriting { get; } =
        new() { Access = FileAccess.Write, Mode = FileOpenMode.Create };

    /// <summary>Gets what the file is opened for.</summary>
    public FileAccess Access { get; init; } = FileAccess.Read;

    /// <summary>Gets whether the file is made, found or emptied.</summary>
    public FileOpenMode Mode { get; init; }

    /// <summary>Gets how it is opened beyond that.</summary>
    public FileOpenFlags Flags { get; init; }

    /// <summary>Gets the Unix permission bits of a file that is made, before the process's mask.</summary>
    public int PermissionBits { get; init; } = 0b110_110_110;

    /// <summary>Gets the bytes to reserve when a file is made; 0 for none.</summary>
    public long PreallocatedBytes { get; init; }

    /// <summary>Gets what the file is opened with; null for what the platform has. For tests.</summary>
    internal FileBackend? Backend { get; init; }

    /// <summary>Throws when options contradict each other.</summary>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(PreallocatedBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(PermissionBits);
        bool writes = Access.HasFlag(FileAccess.Write);
        if (Access is < FileAccess.Read or > FileAccess.ReadWrite)
        {
            throw new ArgumentException($"{Access} is no access; name Read, Write or ReadWrite.", nameof(Access));
        }

        if (!writes && (Mode != FileOpenMode.Open || Flags.HasFlag(FileOpenFlags.Temporary)))
        {
            throw new ArgumentException(
                $"Mode {Mode} with flags {Flags} changes the file, but the access is {Access}.", nameof(Mode));
        }

        if (Flags.HasFlag(FileOpenFlags.Directory) && (writes || Mode != FileOpenMode.Open))
        {
            throw new ArgumentException($"A folder is opened for reading, not {Access} and {Mode}.", nameof(Flags));
        }
    }
}
