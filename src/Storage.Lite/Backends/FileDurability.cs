namespace Storage.Lite;

/// <summary>What has survived a power failure when a put or a delete of <see cref="FileStorage"/> has ended.</summary>
public enum FileDurability
{
    /// <summary>
    /// Nothing is waited for. Readers see old or new; after a power failure the object may be either, missing, or have
    /// lost its bytes. For caches.
    /// </summary>
    None = 0,

    /// <summary>
    /// The bytes are on the device before they have the name, so that the object is old or new after a power failure,
    /// and never half; which, is not sure.
    /// </summary>
    Data = 1,

    /// <summary>The bytes and the name are on the device: a put that ended is there, a delete stays deleted.</summary>
    Full = 2,

    /// <summary>As Full; operations in one folder at the same time share the flush of the folder.</summary>
    Group = 3,
}
