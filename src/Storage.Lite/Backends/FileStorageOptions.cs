using System;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>How a <see cref="FileStorage"/> keeps objects.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record FileStorageOptions
{
    /// <summary>Gets the options that are durable and keep files as people see them.</summary>
    public static FileStorageOptions Default { get; } = new();

    /// <summary>Gets what the store is called in errors and measurements.</summary>
    public string Name { get; init; } = "file";

    /// <summary>
    /// Gets how keys become files. A folder has one layout for ever: objects of the other are not seen.
    /// </summary>
    public FileLayout Layout { get; init; } = FileLayout.Plain;

    /// <summary>Gets what puts, deletes, copies and renames wait for.</summary>
    public FileDurability Durability { get; init; } = FileDurability.Full;

    /// <summary>Gets the Unix permission bits of new files, before the process's mask.</summary>
    public int FilePermissionBits { get; init; } = 0b110_000_000;

    /// <summary>Gets the Unix permission bits of new folders, before the process's mask.</summary>
    public int FolderPermissionBits { get; init; } = 0b111_000_000;

    /// <summary>Gets a value indicating whether the folder is made when it is missing.</summary>
    public bool CreatesFolder { get; init; } = true;

    /// <summary>
    /// Gets the longest value, in bytes, that a get reads on the caller's thread when the system has it in memory: that
    /// costs less than changing threads. 0 for none.
    /// </summary>
    public int SynchronousBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Gets where memory is rented; null means the shared pool. Ownership: borrows.</summary>
    public BlockPool? Pool { get; init; }

    /// <summary>Gets the clock, of times of change and of expiry.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Name);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfNegative(SynchronousBytesMax);
        RequireBits(FilePermissionBits, nameof(FilePermissionBits));
        RequireBits(FolderPermissionBits, nameof(FolderPermissionBits));
        if (!Enum.IsDefined(Layout))
        {
            throw new ArgumentOutOfRangeException(nameof(Layout), Layout, "It is no layout.");
        }

        if (!Enum.IsDefined(Durability))
        {
            throw new ArgumentOutOfRangeException(nameof(Durability), Durability, "It is no level.");
        }
    }

    private static void RequireBits(int bits, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bits, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 0b111_111_111, name);
    }
}
