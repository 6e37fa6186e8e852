using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <content>Values of many kinds.</content>
public static partial class StorageExtensions
{
    private const int CopyLength = 64 * 1024;

    /// <summary>Copies an object into an array of the caller's own.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="StorageNotFoundException">No object has the key.</exception>
    /// <exception cref="StorageException">As for <see cref="IStorage.TryGetAsync"/>.</exception>
    public static async ValueTask<byte[]> GetBytesAsync(
        this IStorage storage, StorageKey key, CancellationToken cancellation = default)
    {
        using StorageContent content = await storage.GetAsync(key, default, cancellation).ConfigureAwait(false);
        return content.Bytes.ToArray();
    }

    /// <summary>Reads an object as text in UTF-8.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The text.</returns>
    /// <exception cref="StorageNotFoundException">No object has the key.</exception>
    /// <exception cref="StorageException">As for <see cref="IStorage.TryGetAsync"/>.</exception>
    public static async ValueTask<string> GetTextAsync(
        this IStorage storage, StorageKey key, CancellationToken cancellation = default)
    {
        using StorageContent content = await storage.GetAsync(key, default, cancellation).ConfigureAwait(false);
        return content.Bytes.GetString(Encoding.UTF8);
    }

    /// <summary>Reads an object as JSON.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="type">How the type is read, from a source-generated context.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The value; null when the object is JSON's null.</returns>
    /// <exception cref="JsonException">The object is no JSON of that type.</exception>
    /// <exception cref="StorageNotFoundException">No object has the key.</exception>
    /// <exception cref="StorageException">As for <see cref="IStorage.TryGetAsync"/>.</exception>
    public static async ValueTask<T?> GetJsonAsync<T>(
        this IStorage storage, StorageKey key, JsonTypeInfo<T> type, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        using StorageContent content = await storage.GetAsync(key, default, cancellation).ConfigureAwait(false);
        using SequenceLease lease = content.Bytes.AsReadOnlySequence();
        var reader = new Utf8JsonReader(lease.Sequence);
        return JsonSerializer.Deserialize(ref reader, type);
    }

    /// <summary>Stores a copy of bytes.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The bytes. Ownership: borrows until the call returns.</param>
    /// <param name="options">How; null means <see cref="PutOptions.Default"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What is known of the new object.</returns>
    /// <exception cref="StorageException">As for <see cref="IStorage.PutAsync"/>.</exception>
    public static ValueTask<StorageEntry> PutAsync(
        this IStorage storage,
        StorageKey key,
        ReadOnlySpan<byte> value,
        PutOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return PutOwnedAsync(storage, key, BufferSlice.CopyFrom(value), options, cancellation);
    }

    /// <summary>Stores a copy of a sequence's bytes.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The bytes. Ownership: borrows until the call returns.</param>
    /// <param name="options">How; null means <see cref="PutOptions.Default"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What is known of the new object.</returns>
    /// <exception cref="StorageException">As for <see cref="IStorage.PutAsync"/>.</exception>
    public static ValueTask<StorageEntry> PutAsync(
        this IStorage storage,
        StorageKey key,
        in ReadOnlySequence<byte> value,
        PutOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return PutOwnedAsync(storage, key, BufferSlice.FromSequence(value), options, cancellation);
    }

    /// <summary>Stores what a stream yields, in constant memory. A stream that fails leaves the old value.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The stream, read to its end. Ownership: borrows until the task has ended.</param>
    /// <param name="options">How; null means <see cref="PutOptions.Default"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What is known of the new object.</returns>
    /// <exception cref="StorageException">As for <see cref="IStorage.OpenWriteAsync"/>.</exception>
    public static async ValueTask<StorageEntry> PutAsync(
        this IStorage storage,
        StorageKey key,
        Stream value,
        PutOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(value);
        StorageWriter writer = await storage.OpenWriteAsync(key, options, cancellation).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            int count;
            do
            {
                count = await value.ReadAsync(writer.GetMemory(CopyLength), cancellation).ConfigureAwait(false);
                writer.Advance(count);
                await writer.FlushAsync(cancellation).ConfigureAwait(false);
            }
            while (count > 0);

            return await writer.CommitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Stores what a pipe yields, in constant memory. A pipe that fails leaves the old value.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The pipe, read to its end. Ownership: borrows until the task has ended; the caller completes
    /// it.</param>
    /// <param name="options">How; null means <see cref="PutOptions.Default"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What is known of the new object.</returns>
    /// <exception cref="StorageException">As for <see cref="IStorage.OpenWriteAsync"/>.</exception>
    public static async ValueTask<StorageEntry> PutAsync(
        this IStorage storage,
        StorageKey key,
        PipeReader value,
        PutOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(value);
        StorageWriter writer = await storage.OpenWriteAsync(key, options, cancellation).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            ReadResult result;
            do
            {
                result = await value.ReadAsync(cancellation).ConfigureAwait(false);
                foreach (ReadOnlyMemory<byte> part in result.Buffer)
                {
                    await writer.WriteAsync(part, cancellation).ConfigureAwait(false);
                }

                value.AdvanceTo(result.Buffer.End);
            }
            while (!result.IsCompleted && !result.IsCanceled);

            return result.IsCanceled
                ? throw new OperationCanceledException($"The pipe was cancelled: '{key}' is as it was.")
                : await writer.CommitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Stores text in UTF-8.</summary>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The text.</param>
    /// <param name="options">How; null means <see cref="PutOptions.Default"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What is known of the new object.</returns>
    /// <exception cref="StorageException">As for <see cref="IStorage.PutAsync"/>.</exception>
    public static ValueTask<StorageEntry> PutTextAsync(
        this IStorage storage,
        StorageKey key,
        string value,
        PutOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(value);
        using var buffer = new ChunkedBuffer();
        _ = Encoding.UTF8.GetBytes(value, buffer);
        return PutOwnedAsync(storage, key, buffer.TakeAll(), options, cancellation);
    }

    /// <summary>Stores a value as JSON.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="storage">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">How the type is written, from a source-generated context.</param>
    /// <param name="options">How; null means <see cref="PutOptions.Default"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What is known of the new object.</returns>
    /// <exception cref="StorageException">As for <see cref="IStorage.PutAsync"/>.</exception>
    public static ValueTask<StorageEntry> PutJsonAsync<T>(
        this IStorage storage,
        StorageKey key,
        T value,
        JsonTypeInfo<T> type,
        PutOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(type);
        using var buffer = new ChunkedBuffer();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        return PutOwnedAsync(storage, key, buffer.TakeAll(), options, cancellation);
    }

    /// <summary>Ownership: transfers; the slice is disposed when the put has ended.</summary>
    private static ValueTask<StorageEntry> PutOwnedAsync(
        IStorage storage, StorageKey key, BufferSlice value, PutOptions? options, CancellationToken cancellation)
    {
        ValueTask<StorageEntry> task;
        try
        {
            task = storage.PutAsync(key, value, options, cancellation);
            if (!task.IsCompletedSuccessfully)
            {
                return AwaitAsync(task, value);
            }
        }
        catch
        {
            value.Dispose();
            throw;
        }

        value.Dispose();
        return task;

        static async ValueTask<StorageEntry> AwaitAsync(ValueTask<StorageEntry> task, BufferSlice value)
        {
            using (value)
            {
                return await task.ConfigureAwait(false);
            }
        }
    }
}
