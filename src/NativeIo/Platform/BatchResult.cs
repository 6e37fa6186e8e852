namespace NativeIo.Platform;

/// <summary>How an operation of a <see cref="BatchEngine"/> ended.</summary>
/// <param name="Token">What it was queued with.</param>
/// <param name="Result">The bytes transferred, or the system's code.</param>
/// <param name="IsCancelled">Whether it ended because that was asked for, before anything was transferred.</param>
/// <param name="IsRefused">Whether the system did not even take it; the code says why it takes nothing.</param>
internal readonly record struct BatchResult(
    ulong Token, IoResult Result, bool IsCancelled = false, bool IsRefused = false);
