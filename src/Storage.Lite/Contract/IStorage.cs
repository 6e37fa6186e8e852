using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>
/// A store of bytes under keys. Backends and layers implement this; most of what callers use stands in
/// <see cref="StorageExtensions"/>.
/// </summary>
/// <remarks>
/// <para>Every backend has the same semantics, which the conformance suite checks: a put is seen whole or not at all; a
/// get never fails because the object is just being replaced; deleting what is not there is a success; keys are ordered
/// by their UTF-8 bytes. What a backend cannot do it says in <see cref="Capabilities"/> and refuses with
/// <see cref="StorageNotSupportedException"/>.</para>
/// <para>Errors are <see cref="StorageException"/> and its subclasses, and
/// <see cref="OperationCanceledException"/> for the caller's own token. An object that is not there is an answer in
/// members whose names begin with Try, and a <see cref="StorageNotFoundException"/> in all others.</para>
/// <para>Ownership: whoever makes a store disposes it; a layer disposes the store below it.</para>
/// <para>Thread safety: any number of threads, except during dispose.</para>
/// <example><code>
/// await using IStorage storage = FileStorage.Open("data");
/// await storage.PutTextAsync("greetings/en", "hello");
/// string text = await storage.GetTextAsync("greetings/en");
/// </code></example>
/// </remarks>
public interface IStorage : IAsyncDisposable
{
    /// <summary>Gets what the store is called in errors and measurements.</summary>
    string Name { get; }

    /// <summary>Gets what the store can do.</summary>
    StorageCapabilities Capabilities { get; }

    /// <summary>Reads an object, or a part of it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="options">Which part, and which version.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>
    /// The bytes, or that there are none. Ownership: the caller disposes it. Small values that need no waiting are
    /// there when the call returns.
    /// </returns>
    /// <exception cref="StorageRangeException">The range begins after the end.</exception>
    /// <exception cref="StoragePreconditionException">The object is not the version that was asked for.</exception>
    /// <exception cref="StorageIntegrityException">The stored bytes are not those that were put.</exception>
    /// <exception cref="StorageException">Anything else that kept it from being read.</exception>
    ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default);

    /// <summary>Opens an object for reading in portions, in constant memory.</summary>
    /// <param name="key">The key.</param>
    /// <param name="options">Which part, and which version.</param>
    /// <param name="cancellation">Gives up opening; reading has a token of its own.</param>
    /// <returns>
    /// A reader, whose outcome says whether there is an object. Ownership: the caller disposes it. It reads the version
    /// that it was opened on, whatever happens to the key meanwhile.
    /// </returns>
    /// <exception cref="StorageException">As for <see cref="TryGetAsync"/>.</exception>
    ValueTask<StorageReader> TryOpenReadAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default);

    /// <summary>Stores a value, in place of the one before.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">
    /// The bytes. Ownership: borrows until the task has ended; a store that keeps it takes its own reference.
    /// </param>
    /// <param name="options">How; null means <see cref="PutOptions.Default"/>.</param>
    /// <param name="cancellation">Gives up: the old value stays, or the new one is there whole.</param>
    /// <returns>What is known of the new object.</returns>
    /// <exception cref="StoragePreconditionException">The condition does not hold.</exception>
    /// <exception cref="StorageQuotaException">A limit that was set is exceeded.</exception>
    /// <exception cref="StorageFullException">There is no space.</exception>
    /// <exception cref="StorageException">
    /// Anything else. The key has the old value, or the new one, whole: what failed may have been the last step, as
    /// making it durable, or only the answer.
    /// </exception>
    ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default);

    /// <summary>Opens a new value for writing in portions, in constant memory.</summary>
    /// <param name="key">The key.</param>
    /// <param name="options">How; null means <see cref="PutOptions.Default"/>.</param>
    /// <param name="cancellation">Gives up opening.</param>
    /// <returns>
    /// A writer. Ownership: the caller disposes it; without <see cref="StorageWriter.CommitAsync"/> nothing has
    /// happened.
    /// </returns>
    /// <exception cref="StorageException">As for <see cref="PutAsync"/>; a condition may also fail at the
    /// commit.</exception>
    ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default);

    /// <summary>Removes an object.</summary>
    /// <param name="key">The key.</param>
    /// <param name="condition">What must be true of it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>True when there was one; of several who delete at once one is told so.</returns>
    /// <exception cref="StoragePreconditionException">The condition does not hold.</exception>
    /// <exception cref="StorageException">It could not be removed, and may still be there.</exception>
    ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default);

    /// <summary>Removes many objects. What fails is told per key; the others are removed.</summary>
    /// <param name="keys">The keys. Ownership: borrows until the task has ended.</param>
    /// <param name="cancellation">Gives up: some may be removed.</param>
    /// <returns>What became of each, in the order of the keys.</returns>
    ValueTask<IReadOnlyList<StorageDeleteResult>> DeleteManyAsync(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation = default);

    /// <summary>Asks what is known of an object.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The entry, or null when no object has the key.</returns>
    /// <exception cref="StorageException">It could not be found out; that is no "no".</exception>
    ValueTask<StorageEntry?> TryStatAsync(StorageKey key, CancellationToken cancellation = default);

    /// <summary>Lists objects in the order of their keys' UTF-8 bytes, a page at a time.</summary>
    /// <param name="options">Which; null means all.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>
    /// The pages. A key that exists during the whole list is in it exactly once; one that comes or goes meanwhile may
    /// be.
    /// </returns>
    /// <exception cref="StorageException">A page could not be read; those before it are right.</exception>
    IAsyncEnumerable<StoragePage> ListPagesAsync(ListOptions? options = null, CancellationToken cancellation = default);

    /// <summary>Copies an object with its metadata, without its bytes passing through the caller.</summary>
    /// <param name="source">The object's key.</param>
    /// <param name="destination">The copy's key; another one.</param>
    /// <param name="condition">What must be true of the copy's key.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What is known of the copy.</returns>
    /// <exception cref="ArgumentException">Both keys are the same.</exception>
    /// <exception cref="StorageNotFoundException">No object has the key.</exception>
    /// <exception cref="StoragePreconditionException">The condition does not hold.</exception>
    /// <exception cref="StorageException">Anything else; as for <see cref="PutAsync"/>.</exception>
    ValueTask<StorageEntry> CopyAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default);

    /// <summary>Gives an object another key. To its own key it does nothing, and succeeds.</summary>
    /// <param name="source">The object's key.</param>
    /// <param name="destination">The new key.</param>
    /// <param name="condition">What must be true of the new key.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What is known of the object under its new key.</returns>
    /// <exception cref="StorageNotFoundException">No object has the key.</exception>
    /// <exception cref="StoragePreconditionException">The condition does not hold.</exception>
    /// <exception cref="StorageException">
    /// Anything else. The object has its old key or the new one; where
    /// <see cref="StorageCapabilities.RenamesAtomically"/> is false it may have both.
    /// </exception>
    ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default);

    /// <summary>Looks whether the store works, without changing an object of the caller's.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What was found. It does not throw because the store is ill.</returns>
    ValueTask<StorageHealth> CheckHealthAsync(CancellationToken cancellation = default);

    /// <summary>Finds something that only some stores can do, as <see cref="IPresignedUrls"/>.</summary>
    /// <typeparam name="T">The feature's interface.</typeparam>
    /// <returns>The feature, or null. Ownership: borrows; valid as long as the store.</returns>
    T? GetFeature<T>()
        where T : class;
}
