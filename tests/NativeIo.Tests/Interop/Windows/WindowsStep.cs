namespace NativeIo.Tests;

/// <summary>What one transfer of a scripted table does.</summary>
/// <param name="Count">The bytes that it transfers.</param>
/// <param name="ErrorCode">The code at its end; 0 for success.</param>
/// <param name="IsPending">Whether it ends only when its result is waited for.</param>
/// <param name="FailedWaits">Waits that return although the transfer is not over.</param>
internal readonly record struct WindowsStep(uint Count, int ErrorCode = 0, bool IsPending = false, int FailedWaits = 0);
