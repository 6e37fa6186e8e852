using System;

namespace NativeIo.Platform;

/// <summary>
/// Times of Unix, which are 64 bits: file systems keep years that no calendar of the framework has, and everybody may
/// give a file such a time.
/// </summary>
internal static class UnixTime
{
    /// <summary>Gets a time, or that end of the calendar which is nearest to it.</summary>
    /// <param name="seconds">Since the start of 1970, or before it when negative.</param>
    /// <param name="nanoseconds">The rest, less than a second.</param>
    internal static DateTimeOffset From(long seconds, long nanoseconds) =>
        seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.MaxValue
        : seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() ? DateTimeOffset.MinValue
        : DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
