using System;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>How a <see cref="DirectoryWalker"/> walks.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record DirectoryWalkOptions
{
    /// <summary>Gets the options that walk everything below a folder.</summary>
    public static DirectoryWalkOptions Default { get; } = new();

    /// <summary>
    /// Gets how deep the walk goes; 1 lists one folder. Folders at that depth are found, not entered.
    /// </summary>
    public int DepthMax { get; init; } = int.MaxValue;

    /// <summary>
    /// Gets how many entries the walk may find. One more ends it with an entry that says so, since a walk that stops in
    /// silence looks complete.
    /// </summary>
    public long EntriesMax { get; init; } = long.MaxValue;

    /// <summary>
    /// Gets a value indicating whether links are followed. A link to a folder that the walk is already in is an error
    /// of kind <see cref="IoErrorKind.LinkLoop"/>, and one that leads nowhere of kind
    /// <see cref="IoErrorKind.NotFound"/>. The root is followed always.
    /// </summary>
    public bool FollowsLinks { get; init; }

    /// <summary>Gets a value indicating whether names that begin with a dot are left out, with all below.</summary>
    public bool SkipsHidden { get; init; }

    /// <summary>
    /// Gets a value indicating whether folders of other file systems are found but not entered. Where the system does
    /// not tell file systems apart, all are entered.
    /// </summary>
    public bool StaysOnFileSystem { get; init; }

    /// <summary>
    /// Gets a value indicating whether the entries of a folder come in the order of their names' bytes, so that two
    /// walks of the same tree are alike. Otherwise they come as the file system has them, without being collected.
    /// </summary>
    public bool IsSorted { get; init; }

    /// <summary>
    /// Gets how long opening a folder waits when the process has too many open files, before that is its error.
    /// </summary>
    public TimeSpan HandleWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets what folders are read with; null for what the platform has. For tests.</summary>
    internal FileBackend? Backend { get; init; }

    /// <summary>Throws when an option makes no sense.</summary>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(DepthMax);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(EntriesMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(HandleWait, TimeSpan.Zero);
    }
}
