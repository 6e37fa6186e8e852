using System;

namespace NativeIo;

/// <summary>How a file is opened, beyond access and mode.</summary>
[Flags]
public enum FileOpenFlags
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>
    /// Transfers go between memory and device without the page cache. The file system can refuse; memory, offset and
    /// length must be aligned as <see cref="FileFacts"/> says.
    /// </summary>
    Direct = 1,

    /// <summary>Every write goes to the end of the file, whatever offset it names.</summary>
    Append = 2,

    /// <summary>A file without a name, gone when it is closed; the path names the folder.</summary>
    Temporary = 4,

    /// <summary>Fails with <see cref="IoErrorKind.LinkLoop"/> when the last name is a symbolic link.</summary>
    NoFollow = 8,

    /// <summary>Each write returns when its bytes are on the device.</summary>
    WriteThrough = 16,

    /// <summary>Opening and reading never wait: for pipes and devices.</summary>
    NonBlocking = 32,

    /// <summary>Opens a folder, to list it or make its entries durable.</summary>
    Directory = 64,

    /// <summary>Tells the system that the file is read from start to end.</summary>
    SequentialScan = 128,

    /// <summary>Tells the system that the file is read here and there.</summary>
    RandomAccess = 256,
}
