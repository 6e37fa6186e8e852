namespace Storage.Lite;

/// <summary>What a key of a <see cref="StorageKeyRing"/> may be used for.</summary>
public enum StorageKeyState
{
    /// <summary>New objects are encrypted with it. A ring has one such key at most.</summary>
    Active = 0,

    /// <summary>Objects of the past are read with it.</summary>
    DecryptOnly = 1,

    /// <summary>Nothing is done with it; objects of it are lost, and say so.</summary>
    Revoked = 2,
}
