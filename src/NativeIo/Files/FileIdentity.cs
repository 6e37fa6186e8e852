namespace NativeIo;

/// <summary>Tells whether two paths lead to the same file on this machine.</summary>
/// <remarks>Thread safety: immutable.</remarks>
/// <param name="Device">The file system's number.</param>
/// <param name="Number">The file's number there.</param>
public readonly record struct FileIdentity(ulong Device, ulong Number);
