namespace NativeIo;

/// <summary>Why a direct read ended early.</summary>
/// <param name="ErrorCode">The system's code; 0 when it did not.</param>
/// <param name="Offset">Where in the file it ended.</param>
/// <param name="Length">The bytes there that cannot be read; 0 when the failure is not of a place.</param>
internal readonly record struct DirectFailure(int ErrorCode, long Offset, long Length);
