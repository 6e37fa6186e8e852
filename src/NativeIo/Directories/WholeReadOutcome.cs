namespace NativeIo;

/// <summary>What reading a whole file below a <see cref="RootedDirectory"/> came to.</summary>
public enum WholeReadOutcome
{
    /// <summary>Nothing has the name, or a folder on the way is missing.</summary>
    NotFound = 0,

    /// <summary>The bytes are here.</summary>
    Read = 1,

    /// <summary>The name belongs to a folder, a pipe or something else that is no file.</summary>
    NotFile = 2,

    /// <summary>The file is longer than the limit; its facts are known.</summary>
    TooLong = 3,

    /// <summary>It is not in memory and would have to be waited for.</summary>
    WouldWait = 4,
}
