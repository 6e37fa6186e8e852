namespace Native.Benchmarks;

/// <summary>What becomes of a line.</summary>
internal enum LineMode
{
    /// <summary>Taken with its memory, kept until eight more came, checked, released.</summary>
    Owned,

    /// <summary>Taken with its memory, checked and released at once.</summary>
    Once,

    /// <summary>Looked at where it lies, one call per line.</summary>
    Borrowed,

    /// <summary>Looked at where it lies, through whatever the peer has to find many lines at a time.</summary>
    Bulk,
}
