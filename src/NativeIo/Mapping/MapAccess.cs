namespace NativeIo;

/// <summary>What a mapping is for.</summary>
public enum MapAccess
{
    /// <summary>The file is read.</summary>
    Read,

    /// <summary>The file is read and written: changes reach it, at the latest with a flush.</summary>
    ReadWrite,

    /// <summary>Changes stay in the mapping, and the file is never written to.</summary>
    CopyOnWrite,
}
