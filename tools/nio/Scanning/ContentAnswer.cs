namespace Nio.Scanning;

/// <summary>What was found out about the bytes of a file.</summary>
/// <param name="Count">Line ends, or places of a pattern.</param>
/// <param name="FirstOffsets">Where a pattern is, the first few.</param>
/// <param name="Digest">A hash in hexadecimal digits; empty when none was asked for.</param>
/// <param name="Entropy">Bits of information for each byte.</param>
internal sealed record ContentAnswer(
    long Count = 0, long[]? FirstOffsets = null, string Digest = "", double Entropy = 0);
