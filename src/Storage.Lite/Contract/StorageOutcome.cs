namespace Storage.Lite;

/// <summary>What a get found.</summary>
public enum StorageOutcome
{
    /// <summary>No object has the key.</summary>
    NotFound = 0,

    /// <summary>The object is here.</summary>
    Found = 1,

    /// <summary>The object is still the version that the caller has.</summary>
    NotModified = 2,
}
