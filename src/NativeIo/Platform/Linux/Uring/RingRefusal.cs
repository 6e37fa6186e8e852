namespace NativeIo.Platform;

/// <summary>Why rings cannot be had.</summary>
/// <param name="ErrorCode">The system's code.</param>
/// <param name="Reason">The same for a person.</param>
internal sealed record RingRefusal(int ErrorCode, string Reason);
