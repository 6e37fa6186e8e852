using System;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>How <see cref="AtomicFileWriter"/> makes a file.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record AtomicFileOptions
{
    /// <summary>Gets the options that make or replace a file that survives a power failure.</summary>
    public static AtomicFileOptions Default { get; } = new();

    /// <summary>
    /// Gets what a commit waits for. With <see cref="FlushLevel.None"/> others never see half a file, but after a power
    /// failure the name may lead to the old file, the new one, or one whose bytes are lost; with the other levels the
    /// bytes are on the device before the name leads to them, and the name when the commit returns.
    /// </summary>
    public FlushLevel Durability { get; init; } = FlushLevel.Data;

    /// <summary>
    /// Gets a value indicating whether a file of that name is replaced. If not, the commit fails when there is one.
    /// </summary>
    public bool Overwrites { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether a file that takes the place of another has its permission bits, and its owner
    /// and group as far as the process may give files away; where it may not, set-user and set-group bits go.
    /// Otherwise, and for a new name, it is the process's own with <see cref="PermissionBits"/>.
    /// </summary>
    public bool KeepsPermissions { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether a symbolic link at the path is followed, and the file that it leads to replaced.
    /// Otherwise the link itself is replaced by the file.
    /// </summary>
    public bool FollowsLink { get; init; }

    /// <summary>Gets the Unix permission bits of a file with a new name, before the process's mask.</summary>
    public int PermissionBits { get; init; } = 0b110_110_110;

    /// <summary>Gets the bytes to reserve at once; 0 for none.</summary>
    public long PreallocatedBytes { get; init; }

    /// <summary>Gets what files are made with; null for what the platform has. For tests.</summary>
    internal FileBackend? Backend { get; init; }

    /// <summary>Throws when options make no sense.</summary>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(PreallocatedBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(PermissionBits);
        if (Durability is < FlushLevel.None or > FlushLevel.Full)
        {
            throw new ArgumentOutOfRangeException(nameof(Durability), Durability, "It is no level.");
        }
    }
}
