namespace Native.Benchmarks;

/// <summary>What a search scenario looks for.</summary>
internal enum FindWork
{
    /// <summary>A byte that is nowhere.</summary>
    AbsentByte,

    /// <summary>CR LF, which is nowhere.</summary>
    AbsentCrLf,

    /// <summary>Every occurrence of the 16-byte boundary.</summary>
    EveryBoundary,
}
