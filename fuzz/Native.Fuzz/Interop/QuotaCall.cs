namespace Native.Fuzz.Interop;

/// <summary>The kinds of calls that need more of a quota.</summary>
internal enum QuotaCall
{
    /// <summary>Nothing is refused.</summary>
    None = 0,

    /// <summary>Bytes of a file.</summary>
    Write = 1,

    /// <summary>A file gets another name, which may make its folder longer.</summary>
    Move = 2,

    /// <summary>A file is made by its name, or gets one more.</summary>
    NewName = 3,

    /// <summary>A folder is made.</summary>
    MakeFolder = 4,
}
