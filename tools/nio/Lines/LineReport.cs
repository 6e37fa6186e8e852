namespace Nio.Lines;

/// <summary>What is told about one path.</summary>
/// <param name="Lines">Lines that end in a delimiter: what <c>wc -l</c> counts.</param>
/// <param name="Bytes">Bytes read: what <c>wc -c</c> counts.</param>
/// <param name="UnterminatedLines">1 when bytes stand behind the last delimiter: measured, not counted.</param>
/// <param name="Longest">The longest line when it was asked for and there is one.</param>
/// <param name="Histogram">Line lengths when they were asked for; the unterminated line is in it.</param>
internal sealed record LineReport(
    long Lines,
    long Bytes,
    long UnterminatedLines,
    LongestLine? Longest,
    LengthHistogram? Histogram);
