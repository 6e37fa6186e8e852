using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>An object that is read in portions.</summary>
/// <remarks>
/// <para>Ownership: whoever opened it disposes it; each portion is the caller's own and may outlive the reader.</para>
/// <para>Thread safety: one caller at a time.</para>
/// </remarks>
public abstract class StorageReader : IAsyncDisposable
{
    /// <summary>Makes a reader.</summary>
    /// <param name="outcome">What was found.</param>
    /// <param name="entry">What is known of the object.</param>
    /// <param name="start">Where in the object the first portion begins.</param>
    protected StorageReader(StorageOutcome outcome, StorageEntry entry, long start)
    {
        Outcome = outcome;
        Entry = entry;
        Start = start;
    }

    /// <summary>Gets the answer that no object has the key.</summary>
    public static StorageReader NotFound { get; } = new EmptyStorageReader(StorageOutcome.NotFound, default);

    /// <summary>Gets what was found; only <see cref="StorageOutcome.Found"/> has portions.</summary>
    public StorageOutcome Outcome { get; }

    /// <summary>Gets a value indicating whether there is something to read.</summary>
    public bool IsFound => Outcome == StorageOutcome.Found;

    /// <summary>Gets what is known of the object.</summary>
    public StorageEntry Entry { get; }

    /// <summary>Gets where in the object the first portion begins.</summary>
    public long Start { get; }

    /// <summary>Makes the answer that the caller's version is the current one.</summary>
    /// <param name="entry">What is known of the object.</param>
    /// <returns>A reader without portions.</returns>
    public static StorageReader NotModified(StorageEntry entry) =>
        new EmptyStorageReader(StorageOutcome.NotModified, entry);

    /// <summary>Makes a reader of bytes that are in memory already.</summary>
    /// <param name="content">What a get found. Ownership: transfers.</param>
    /// <returns>A reader with one portion, or none.</returns>
    public static StorageReader FromContent(StorageContent content) => content.Outcome switch
    {
        StorageOutcome.Found => new ContentStorageReader(content),
        StorageOutcome.NotModified => NotModified(content.Entry),
        _ => NotFound,
    };

    /// <summary>Reads the next portion.</summary>
    /// <param name="cancellation">Gives up; the reader can then only be disposed.</param>
    /// <returns>The bytes, empty at the end. Ownership: the caller disposes them.</returns>
    /// <exception cref="StorageIntegrityException">
    /// The portion is not what was written; nothing of it is returned.
    /// </exception>
    /// <exception cref="StorageException">The object could not be read any further.</exception>
    /// <exception cref="ObjectDisposedException">The reader is disposed.</exception>
    public abstract ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default);

    /// <summary>Shows what is left as a stream. Ownership: disposing the stream disposes the reader.</summary>
    /// <returns>A stream that only reads, forwards.</returns>
    public Stream AsStream() => new StorageReaderStream(this);

    /// <summary>Ends reading. Disposing twice does nothing.</summary>
    /// <returns>A task that ends when everything is given back.</returns>
    public abstract ValueTask DisposeAsync();
}
