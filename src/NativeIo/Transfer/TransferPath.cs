using System;

namespace NativeIo;

/// <summary>The ways in which bytes can go from one file to another, from the cheapest on.</summary>
[Flags]
public enum TransferPath
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The files share their storage until one of them is written to (FICLONERANGE). No byte moves.</summary>
    Clone = 1,

    /// <summary>
    /// The file system copies between two regular files (copy_file_range); a server may do it by itself.
    /// </summary>
    CopyRange = 2,

    /// <summary>The kernel sends cached pages to a socket or pipe (sendfile).</summary>
    SendFile = 4,

    /// <summary>The kernel passes pages through a pipe (splice).</summary>
    Splice = 8,

    /// <summary>Bytes are read to memory and written from there. Works for everything and cannot be refused.</summary>
    ReadWrite = 16,

    /// <summary>All of them.</summary>
    All = Clone | CopyRange | SendFile | Splice | ReadWrite,
}
