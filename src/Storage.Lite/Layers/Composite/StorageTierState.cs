namespace Storage.Lite;

/// <summary>What became of a write in one tier.</summary>
public enum StorageTierState
{
    /// <summary>It was done.</summary>
    Done = 0,

    /// <summary>The tier, a cache, could not take the value and holds none for the key.</summary>
    LeftOut = 1,

    /// <summary>It will be done in the background; until then the tier is not asked for the key.</summary>
    Pending = 2,

    /// <summary>It failed and will be tried again in the background; until then the tier is not asked for the
    /// key.</summary>
    Failed = 3,
}
