using System;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>What a get returned: the bytes of the object, or of a part of it, and what is known of it.</summary>
/// <remarks>
/// <para>Ownership: the caller disposes it, once; the bytes are pooled native memory or shared with the store. When
/// nothing was found there is nothing to dispose, and disposing is harmless.</para>
/// <para>Thread safety: as a <see cref="BufferSlice"/>: reading from many threads is fine, disposing is for
/// one.</para>
/// <example><code>
/// using StorageContent content = await storage.GetAsync("config.json");
/// int length = content.Bytes.AsSpan().Length;
/// </code></example>
/// </remarks>
public readonly struct StorageContent : IDisposable
{
    private StorageContent(StorageOutcome outcome, BufferSlice bytes, StorageEntry entry, long start)
    {
        Outcome = outcome;
        Bytes = bytes;
        Entry = entry;
        Start = start;
    }

    /// <summary>Gets the answer that no object has the key.</summary>
    public static StorageContent NotFound => default;

    /// <summary>Gets what was found.</summary>
    public StorageOutcome Outcome { get; }

    /// <summary>Gets a value indicating whether the bytes are here.</summary>
    public bool IsFound => Outcome == StorageOutcome.Found;

    /// <summary>Gets the bytes. Ownership: borrows; valid until this is disposed.</summary>
    public BufferSlice Bytes { get; }

    /// <summary>Gets what is known of the object; its length is that of the whole object.</summary>
    public StorageEntry Entry { get; }

    /// <summary>Gets where in the object the bytes begin.</summary>
    public long Start { get; }

    /// <summary>Makes the answer that the object is here.</summary>
    /// <param name="bytes">The bytes. Ownership: transfers.</param>
    /// <param name="entry">What is known of the object.</param>
    /// <param name="start">Where in the object the bytes begin.</param>
    /// <returns>The answer, which the caller disposes.</returns>
    public static StorageContent Found(BufferSlice bytes, StorageEntry entry, long start = 0) =>
        new(StorageOutcome.Found, bytes, entry, start);

    /// <summary>Makes the answer that the caller's version is the current one.</summary>
    /// <param name="entry">What is known of the object.</param>
    /// <returns>The answer.</returns>
    public static StorageContent NotModified(StorageEntry entry) =>
        new(StorageOutcome.NotModified, default, entry, 0);

    /// <summary>Gives the bytes back. Disposing twice throws, as it does for a slice.</summary>
    public void Dispose()
    {
        if (IsFound)
        {
            Bytes.Dispose();
        }
    }
}
