using System;

namespace NativeIo;

/// <summary>What was read by one strategy, with one backend, for one reason.</summary>
/// <param name="Strategy">How it was read.</param>
/// <param name="Backend">What it was read with: "linux", "windows", "posix", "portable".</param>
/// <param name="Reason">The rule that chose the strategy.</param>
/// <param name="Files">Files that were read to their end or as far as was asked for.</param>
/// <param name="Failures">Files that could not be read.</param>
/// <param name="Operations">Whole files and chunks that were read.</param>
/// <param name="Bytes">Bytes that were read.</param>
/// <param name="Elapsed">The sum over all operations, so more than has passed when they ran in parallel.</param>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record IoMetricsLine(
    ReadStrategy Strategy,
    string Backend,
    string Reason,
    long Files,
    long Failures,
    long Operations,
    long Bytes,
    TimeSpan Elapsed);
