namespace Storage.Lite.Testing;

/// <summary>Where a <see cref="Fault"/> strikes.</summary>
public enum FaultPoint
{
    /// <summary>A get.</summary>
    Get = 0,

    /// <summary>Opening a reader.</summary>
    OpenRead = 1,

    /// <summary>Reading a portion.</summary>
    Read = 2,

    /// <summary>A put.</summary>
    Put = 3,

    /// <summary>Opening a writer.</summary>
    OpenWrite = 4,

    /// <summary>Writing a portion; small ones come together.</summary>
    Write = 5,

    /// <summary>Committing a writer.</summary>
    Commit = 6,

    /// <summary>A delete.</summary>
    Delete = 7,

    /// <summary>A batch of deletes.</summary>
    DeleteMany = 8,

    /// <summary>A stat.</summary>
    Stat = 9,

    /// <summary>A page of a list.</summary>
    List = 10,

    /// <summary>A copy.</summary>
    Copy = 11,

    /// <summary>A rename.</summary>
    Rename = 12,

    /// <summary>A look at the health.</summary>
    CheckHealth = 13,
}
