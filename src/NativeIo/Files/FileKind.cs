namespace NativeIo;

/// <summary>What a path leads to.</summary>
public enum FileKind
{
    /// <summary>Something else, or not known.</summary>
    Unknown,

    /// <summary>A file with bytes at positions.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A symbolic link that was not followed, or a reparse point.</summary>
    Link,

    /// <summary>A pipe with a name.</summary>
    Pipe,

    /// <summary>A socket.</summary>
    Socket,

    /// <summary>A device read byte by byte, as a terminal.</summary>
    CharacterDevice,

    /// <summary>A disk or a part of one.</summary>
    BlockDevice,
}
