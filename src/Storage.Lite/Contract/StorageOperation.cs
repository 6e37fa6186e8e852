namespace Storage.Lite;

/// <summary>What was asked of a store, in errors, events and measurements.</summary>
public enum StorageOperation
{
    /// <summary>Read an object or a part of it.</summary>
    Get = 0,

    /// <summary>Write an object.</summary>
    Put = 1,

    /// <summary>Remove an object.</summary>
    Delete = 2,

    /// <summary>Ask what is known of an object.</summary>
    Stat = 3,

    /// <summary>List objects.</summary>
    List = 4,

    /// <summary>Copy an object within the store.</summary>
    Copy = 5,

    /// <summary>Give an object another key.</summary>
    Rename = 6,

    /// <summary>Look whether the store works.</summary>
    CheckHealth = 7,

    /// <summary>Open or set up the store.</summary>
    Open = 8,
}
