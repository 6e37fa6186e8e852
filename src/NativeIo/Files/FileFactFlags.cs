using System;

namespace NativeIo;

/// <summary>Properties of a file that change how it is best read.</summary>
[Flags]
public enum FileFactFlags
{
    /// <summary>Nothing special, or nothing known.</summary>
    None = 0,

    /// <summary>The file system stores it compressed.</summary>
    Compressed = 1,

    /// <summary>The file system stores it encrypted.</summary>
    Encrypted = 2,

    /// <summary>It is declared immutable.</summary>
    Immutable = 4,

    /// <summary>It is protected by a hash tree of the file system.</summary>
    Verified = 8,

    /// <summary>Fewer bytes are stored than it is long: it has holes, or is compressed.</summary>
    Sparse = 16,

    /// <summary>The file system says that it has no direct transfers for this file.</summary>
    NoDirect = 32,
}
