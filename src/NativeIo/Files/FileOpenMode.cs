namespace NativeIo;

/// <summary>Whether a file is made, found or emptied when it is opened.</summary>
public enum FileOpenMode
{
    /// <summary>It must exist.</summary>
    Open,

    /// <summary>It must not exist; nobody else can make it at the same time.</summary>
    CreateNew,

    /// <summary>It is made when it does not exist, and emptied when it does.</summary>
    Create,

    /// <summary>It is made when it does not exist.</summary>
    OpenOrCreate,

    /// <summary>It must exist and is emptied.</summary>
    Truncate,
}
