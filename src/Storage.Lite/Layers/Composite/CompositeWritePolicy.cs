namespace Storage.Lite;

/// <summary>Which tiers a write waits for. The authoritative one is always among them.</summary>
public enum CompositeWritePolicy
{
    /// <summary>All of them; the write fails when one does.</summary>
    All = 0,

    /// <summary>The authoritative one; the others are brought up to date in the background.</summary>
    Primary = 1,

    /// <summary>A majority, or <see cref="CompositeOptions.QuorumCount"/>; the others are repaired in the
    /// background.</summary>
    Quorum = 2,
}
