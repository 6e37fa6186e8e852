namespace NativeIo;

/// <summary>How long one file has waited for a handle, and how long its next wait is. The default has not.</summary>
internal struct HandlePatience
{
    /// <summary>When the first wait began; 0 before.</summary>
    internal long Begin { get; set; }

    /// <summary>How long the last wait took at most.</summary>
    internal int WaitMs { get; set; }
}
