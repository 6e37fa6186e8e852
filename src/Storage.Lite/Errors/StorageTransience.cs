namespace Storage.Lite;

/// <summary>Whether doing it again may help.</summary>
public enum StorageTransience
{
    /// <summary>It fails the same way until something is changed.</summary>
    Permanent = 0,

    /// <summary>It may succeed after a while; a retry is worth it.</summary>
    Temporary = 1,

    /// <summary>It was tried again already, to no avail; whoever sits further out should not.</summary>
    Persistent = 2,
}
