using System.Collections.Generic;

namespace Nio.Lines;

/// <summary>What the user asked of <c>nio lines</c>.</summary>
internal sealed record LinesRequest
{
    /// <summary>The name of standard input among the paths.</summary>
    internal const string StandardInput = "-";

    /// <summary>Gets the paths as given; none means standard input.</summary>
    internal required IReadOnlyList<string> Paths { get; init; }

    internal byte Delimiter { get; init; } = (byte)'\n';

    internal bool Longest { get; init; }

    internal bool Histogram { get; init; }

    internal bool Json { get; init; }

    /// <summary>Gets a value indicating whether the delimiters' places are needed, not only their number.</summary>
    internal bool NeedsLengths => Longest || Histogram;
}
