namespace Nio.Lines;

/// <summary>What waiting for the next result brought.</summary>
internal enum FeedState
{
    /// <summary>A result.</summary>
    Result,

    /// <summary>Nothing within the time.</summary>
    TimedOut,

    /// <summary>The end: all results were taken.</summary>
    Complete,

    /// <summary>The end: the user gave up.</summary>
    Cancelled,
}
