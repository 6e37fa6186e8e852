namespace NativeIo.Platform;

/// <summary>
/// The number of an open file without an object around it, for a file that one method opens, reads and closes. It never
/// leaves that method, so nobody else can close it and it needs no counting; everything else uses handles.
/// </summary>
/// <param name="Value">The system's number or handle.</param>
internal readonly record struct FileDescriptor(nint Value);
