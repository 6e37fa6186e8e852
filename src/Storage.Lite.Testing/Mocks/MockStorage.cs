using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing;

/// <summary>
/// A store with scripted answers, which writes down what it was asked. What no script answers is done in memory.
/// </summary>
/// <remarks>
/// <para>Answers for one operation and key are given in the order in which they were scripted: one that is limited to a
/// number of times makes way for the next.</para>
/// <para>Ownership: whoever makes it disposes it. Thread safety: any number of threads, except during dispose.</para>
/// <example><code>
/// await using var storage = new MockStorage();
/// storage.MockGet("key", "value");
/// string result = await storage.GetTextAsync("key");
/// </code></example>
/// </remarks>
public sealed class MockStorage : StorageLayer
{
    private readonly Lock _lock = new();
    private readonly List<StorageCall> _calls = [];
    private readonly Dictionary<(StorageOperation Operation, StorageKey Key), Queue<MockAnswer>> _answers = [];
    private readonly List<MemoryStorage> _owned = [];

    /// <summary>Makes a store without objects and without scripts.</summary>
    public MockStorage()
        : base(new MemoryStorage(new MemoryStorageOptions { Name = "mock" }))
    {
    }

    /// <summary>Gets the calls so far, in their order.</summary>
    public IReadOnlyList<StorageCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Scripts what gets and stats of a key find.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The text that is found.</param>
    /// <param name="times">For how many gets; null for all.</param>
    public void MockGet(StorageKey key, string value, int? times = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        MockGet(key, Encoding.UTF8.GetBytes(value), times);
    }

    /// <summary>Scripts what gets and stats of a key find.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The bytes that are found. Ownership: borrows; they are copied.</param>
    /// <param name="times">For how many gets; null for all.</param>
    public void MockGet(StorageKey key, ReadOnlySpan<byte> value, int? times = null)
    {
        ThrowIfNoTimes(times);
        var storage = new MemoryStorage(new MemoryStorageOptions { Name = "mock" });

        // In memory a put has ended when the call returns.
        _ = storage.PutAsync(key, value).AsTask().GetAwaiter().GetResult();
        Script(StorageOperation.Get, key, new MockAnswer(storage, error: null, times));
    }

    /// <summary>Scripts that gets and stats of a key find nothing.</summary>
    /// <param name="key">The key.</param>
    /// <param name="times">For how many gets; null for all.</param>
    public void MockMissing(StorageKey key, int? times = null)
    {
        ThrowIfNoTimes(times);
        var storage = new MemoryStorage(new MemoryStorageOptions { Name = "mock" });
        Script(StorageOperation.Get, key, new MockAnswer(storage, error: null, times));
    }

    /// <summary>Scripts that an operation fails.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="key">The key; the source of a copy or rename; the default value for what has no key.</param>
    /// <param name="error">What is thrown.</param>
    /// <param name="times">How often; null for always.</param>
    public void MockError(StorageOperation operation, StorageKey key, Exception error, int? times = null)
    {
        ArgumentNullException.ThrowIfNull(error);
        ThrowIfNoTimes(times);
        Script(operation, key, new MockAnswer(storage: null, error, times));
    }

    /// <summary>Forgets the calls so far.</summary>
    public void ClearCalls()
    {
        lock (_lock)
        {
            _calls.Clear();
        }
    }

    /// <inheritdoc/>
    public override ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default) =>
        Answer(new StorageCall { Operation = StorageOperation.Get, Key = key })
            .TryGetAsync(key, options, cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageReader> TryOpenReadAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default) =>
        Answer(new StorageCall { Operation = StorageOperation.Get, Key = key })
            .TryOpenReadAsync(key, options, cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> PutAsync(
        StorageKey key, BufferSlice value, PutOptions? options = null, CancellationToken cancellation = default) =>
        Answer(new StorageCall
        {
            Operation = StorageOperation.Put,
            Key = key,
            Value = value.ToArray(),
            Options = options ?? PutOptions.Default,
        }).PutAsync(key, value, options, cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageWriter> OpenWriteAsync(
        StorageKey key, PutOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (key.IsEmpty)
        {
            throw new StorageInvalidKeyException(StorageOperation.Put, key, Name, "it is empty");
        }

        return new ValueTask<StorageWriter>(new MockStorageWriter(this, key, options ?? PutOptions.Default));
    }

    /// <inheritdoc/>
    public override ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default) =>
        Answer(new StorageCall { Operation = StorageOperation.Delete, Key = key })
            .DeleteAsync(key, condition, cancellation);

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<StorageDeleteResult>> DeleteManyAsync(
        IReadOnlyList<StorageKey> keys, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var results = new StorageDeleteResult[keys.Count];
        for (int index = 0; index < results.Length; index++)
        {
            try
            {
                bool existed = await DeleteAsync(keys[index], default, cancellation).ConfigureAwait(false);
                results[index] = new StorageDeleteResult(keys[index], existed, Error: null);
            }
            catch (StorageException exception)
            {
                results[index] = new StorageDeleteResult(keys[index], Existed: false, exception);
            }
        }

        return results;
    }

    /// <inheritdoc/>
    public override ValueTask<StorageEntry?> TryStatAsync(StorageKey key, CancellationToken cancellation = default) =>
        Answer(new StorageCall { Operation = StorageOperation.Stat, Key = key }).TryStatAsync(key, cancellation);

    /// <inheritdoc/>
    public override IAsyncEnumerable<StoragePage> ListPagesAsync(
        ListOptions? options = null, CancellationToken cancellation = default) =>
        Answer(new StorageCall { Operation = StorageOperation.List }).ListPagesAsync(options, cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> CopyAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default) =>
        Answer(new StorageCall { Operation = StorageOperation.Copy, Key = source, Destination = destination })
            .CopyAsync(source, destination, condition, cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageEntry> RenameAsync(
        StorageKey source,
        StorageKey destination,
        StorageCondition condition = default,
        CancellationToken cancellation = default) =>
        Answer(new StorageCall { Operation = StorageOperation.Rename, Key = source, Destination = destination })
            .RenameAsync(source, destination, condition, cancellation);

    /// <inheritdoc/>
    public override ValueTask<StorageHealth> CheckHealthAsync(CancellationToken cancellation = default) =>
        Answer(new StorageCall { Operation = StorageOperation.CheckHealth }).CheckHealthAsync(cancellation);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        foreach (MemoryStorage storage in _owned)
        {
            await storage.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Checked first: what is made for a refused script would be nobody's to dispose.</summary>
    private static void ThrowIfNoTimes(int? times)
    {
        if (times is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number, nameof(times));
        }
    }

    private void Script(StorageOperation operation, StorageKey key, MockAnswer answer)
    {
        lock (_lock)
        {
            if (!_answers.TryGetValue((operation, key), out Queue<MockAnswer>? answers))
            {
                answers = new Queue<MockAnswer>();
                _answers.Add((operation, key), answers);
            }

            answers.Enqueue(answer);
            if (answer.Storage is { } storage)
            {
                _owned.Add(storage);
            }
        }
    }

    /// <summary>Writes a call down, and finds the store that answers it.</summary>
    private IStorage Answer(StorageCall call)
    {
        lock (_lock)
        {
            _calls.Add(call);
            MockAnswer? answer = Take(call.Operation, call.Key);
            if (answer is null && call.Operation == StorageOperation.Stat)
            {
                // A stat sees what the next get would find, and leaves it to that one.
                answer = _answers.TryGetValue((StorageOperation.Get, call.Key), out Queue<MockAnswer>? gets)
                    && gets.TryPeek(out MockAnswer? next) ? next : null;
            }

            return answer is null ? Inner : answer.Storage ?? throw answer.Error!;
        }
    }

    private MockAnswer? Take(StorageOperation operation, StorageKey key)
    {
        if (!_answers.TryGetValue((operation, key), out Queue<MockAnswer>? answers)
            || !answers.TryPeek(out MockAnswer? answer))
        {
            return null;
        }

        if (answer.TimesLeft is { } times)
        {
            answer.TimesLeft = times - 1;
            if (times == 1)
            {
                _ = answers.Dequeue();
            }
        }
        else if (answers.Count > 1)
        {
            // Whoever scripts another answer for always wants that one from now on.
            _ = answers.Dequeue();
            return Take(operation, key);
        }

        return answer;
    }
}
