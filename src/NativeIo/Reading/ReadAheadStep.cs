namespace NativeIo;

/// <summary>What to tell the system about a file after a read.</summary>
/// <param name="Advice">How the file is read from now on; null when nothing changed.</param>
/// <param name="PrefetchOffset">Where the part begins that is likely to be read next.</param>
/// <param name="PrefetchLength">Its length in bytes; 0 when there is none, or the system sees it by itself.</param>
internal readonly record struct ReadAheadStep(FileAdvice? Advice, long PrefetchOffset, long PrefetchLength);
