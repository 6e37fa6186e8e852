using System;
using NativeIo;

namespace Nio.Scanning;

/// <summary>What came of one file.</summary>
/// <param name="Index">Its place in the order of the walk; -1 for what is no file of it.</param>
/// <param name="Path">Its path.</param>
/// <param name="Length">The bytes that were read.</param>
/// <param name="Elapsed">How long reading took.</param>
/// <param name="Answer">What was found out; null when it failed, or nothing was asked.</param>
/// <param name="Failure">Why it was not read to its end; null when it was.</param>
internal sealed record ScanFileResult(
    long Index, NativePath Path, long Length, TimeSpan Elapsed, ContentAnswer? Answer, string? Failure);
