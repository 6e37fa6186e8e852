namespace Storage.Lite;

/// <summary>What became of an object in a sweep.</summary>
public enum StorageSweepOutcome
{
    /// <summary>It was right as it is.</summary>
    Kept = 0,

    /// <summary>It was written anew, or removed, as the sweep is for.</summary>
    Changed = 1,

    /// <summary>Somebody else changed or removed it meanwhile; that stands.</summary>
    Overtaken = 2,

    /// <summary>It could not be read or written; the error says why.</summary>
    Failed = 3,
}
