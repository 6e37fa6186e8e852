using System;

namespace NativeIo.Platform;

/// <summary>How a file is opened relative to a folder, beyond its <see cref="FileOpenRequest"/>.</summary>
[Flags]
internal enum RelativeOpen
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>Names the file without opening it: nothing can be read, and nothing happens to a device.</summary>
    PathOnly = 1,

    /// <summary>Refuses a symbolic link anywhere in the path.</summary>
    NoLinks = 2,

    /// <summary>Stays on the folder's file system.</summary>
    OneFileSystem = 4,

    /// <summary>
    /// Does not ask for links of <c>/proc</c> to be told apart from other links; they are refused all the same.
    /// </summary>
    MagicLinksUnnamed = 8,

    /// <summary>
    /// Fails with <see cref="IoErrorKind.WouldBlock"/> rather than wait for a disk to find a name (Linux 5.12).
    /// </summary>
    CachedOnly = 16,
}
