namespace NativeIo.Platform;

/// <summary>What one call to the system reported: a number, or the code of what went wrong.</summary>
/// <param name="Value">Bytes transferred or whatever the call counts; 0 when it failed.</param>
/// <param name="ErrorCode">The system's code; 0 when the call succeeded.</param>
internal readonly record struct IoResult(long Value, int ErrorCode)
{
    internal bool IsSuccess => ErrorCode == 0;

    internal static IoResult Success(long value = 0) => new(value, 0);

    internal static IoResult Failure(int errorCode) => new(0, errorCode);
}
