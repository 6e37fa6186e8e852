namespace Storage.Lite;

/// <summary>Which bytes of a value a reader hands out.</summary>
/// <param name="Start">Where in the value they begin.</param>
/// <param name="Skip">How many bytes come before them out of the source.</param>
/// <param name="Length">How many.</param>
internal readonly record struct EnvelopePart(long Start, long Skip, long Length);
