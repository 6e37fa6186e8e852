namespace NativeIo;

/// <summary>What must survive a power failure when a flush returns.</summary>
public enum FlushLevel
{
    /// <summary>Nothing: the system writes when it wants to.</summary>
    None,

    /// <summary>The bytes, and what is needed to read them.</summary>
    Data,

    /// <summary>The bytes and all that is known about the file.</summary>
    Full,
}
