namespace Storage.Lite;

/// <summary>What a <see cref="StorageCondition"/> asks.</summary>
public enum StorageConditionKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>No object has the key.</summary>
    Absent = 1,

    /// <summary>The key holds this version.</summary>
    Match = 2,

    /// <summary>The key holds another version, or none.</summary>
    NoneMatch = 3,
}
