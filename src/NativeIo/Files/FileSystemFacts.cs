namespace NativeIo;

/// <summary>What the system says about the file system that a file is on.</summary>
/// <remarks>Thread safety: immutable.</remarks>
/// <param name="Kind">What kind it is.</param>
/// <param name="Name">Its name, as "ext4"; a number when the library has no name for it.</param>
/// <param name="FreeBytes">Bytes that this process can still write.</param>
/// <param name="TotalBytes">Its size in bytes.</param>
public readonly record struct FileSystemFacts(FileSystemKind Kind, string Name, long FreeBytes, long TotalBytes);
