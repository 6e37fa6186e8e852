namespace NativeIo;

/// <summary>One file that a scan is to read, or why it cannot even be tried.</summary>
/// <param name="Path">Which.</param>
/// <param name="Error">The error of a folder on the way, or null.</param>
internal readonly record struct ScanItem(NativePath Path, NativeIoException? Error);
