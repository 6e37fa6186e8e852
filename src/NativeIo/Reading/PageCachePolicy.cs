namespace NativeIo;

/// <summary>What reading leaves in the page cache of the system.</summary>
public enum PageCachePolicy
{
    /// <summary>What the system likes to keep.</summary>
    Keep,

    /// <summary>
    /// Nothing more than before: a scan of everything must not push out what others need. Where the system cannot read
    /// that way, pages behind the reader are dropped, also those that others had there.
    /// </summary>
    DoNotPollute,
}
