using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite.Testing;

/// <summary>One run of a case: the store and what the cases do with it all the time.</summary>
internal sealed class ConformanceRun(
    StorageConformanceContext context, IStorage storage, CancellationToken cancellation)
{
    internal StorageConformanceContext Context { get; } = context;

    internal IStorage Storage { get; } = storage;

    internal CancellationToken Cancellation { get; } = cancellation;

    internal StorageCapabilities Capabilities => Storage.Capabilities;

    internal Random Random { get; } = new(context.Seed);

    internal int Rounds => Context.Rounds;

    /// <summary>How often a race is tried for which threads have to be started.</summary>
    internal int Races => Math.Max(1, Rounds / 4);

    /// <summary>The largest value that may be put.</summary>
    internal long ValueBytesMax => Math.Min(Context.ValueBytesMax, Capabilities.ValueBytesMax);

    internal byte[] RandomBytes(int length)
    {
        // A seeded Random makes a few hundred bytes in a microsecond, and values have megabytes.
        byte[] bytes = new byte[length];
        ulong state = (ulong)Random.NextInt64() | 1;
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan());
        foreach (ref ulong word in words)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            word = state;
        }

        Random.NextBytes(bytes.AsSpan(words.Length * sizeof(ulong)));
        return bytes;
    }

    internal ValueTask<StorageEntry> PutAsync(string key, byte[] value, PutOptions? options = null) =>
        Storage.PutAsync(key, value, options, Cancellation);

    internal ValueTask<StorageEntry> PutAsync(string key, string value, PutOptions? options = null) =>
        Storage.PutTextAsync(key, value, options, Cancellation);

    internal ValueTask<StorageEntry> PutIfAsync(string key, string value, StorageCondition condition) =>
        PutAsync(key, value, new PutOptions { Condition = condition });

    internal async Task PutAllAsync(params string[] keys)
    {
        foreach (string key in keys)
        {
            _ = await PutAsync(key, key).ConfigureAwait(false);
        }
    }

    /// <summary>The value of a key as text, null when it has none.</summary>
    internal async Task<string?> TextAsync(string key)
    {
        using StorageContent content = await Storage.TryGetAsync(key, default(GetOptions), Cancellation)
            .ConfigureAwait(false);
        return content.IsFound ? content.Bytes.GetString() : null;
    }

    internal async Task ExpectTextAsync(string key, string? expected) =>
        Expect.Equal(expected, await TextAsync(key).ConfigureAwait(false), $"the value of '{key}'");

    internal async Task ExpectBytesAsync(string key, byte[] expected, string what)
    {
        using StorageContent content = await Storage.TryGetAsync(key, default(GetOptions), Cancellation)
            .ConfigureAwait(false);
        Expect.True(content.IsFound, $"{what}: '{key}' was put and is not found");
        Expect.Bytes(expected, content.Bytes, what);
        Expect.Equal(expected.Length, content.Entry.Length, $"{what}: the length in the entry");
        StorageEntry entry = await Storage.StatAsync(key, Cancellation).ConfigureAwait(false);
        Expect.Equal(expected.Length, entry.Length, $"{what}: the length of stat");
    }

    internal Task<bool> ExistsAsync(string key) => Storage.ExistsAsync(key, Cancellation).AsTask();

    internal async Task<List<string>> KeysAsync(string prefix = "")
    {
        List<string> keys = [];
        await foreach (StorageEntry entry in Storage.ListAsync(prefix, Cancellation).ConfigureAwait(false))
        {
            keys.Add(entry.Key.Text);
        }

        return keys;
    }

    internal async Task<List<StoragePage>> PagesAsync(ListOptions options)
    {
        List<StoragePage> pages = [];
        await foreach (StoragePage page in Storage.ListPagesAsync(options, Cancellation).ConfigureAwait(false))
        {
            pages.Add(page);
        }

        return pages;
    }

    /// <summary>Runs the same on several threads at once, and waits for all.</summary>
    internal async Task TogetherAsync(int count, Func<int, Task> body)
    {
        using var barrier = new Barrier(count);
        var tasks = new Task[count];
        for (int index = 0; index < count; index++)
        {
            int number = index;
            tasks[index] = Task.Factory.StartNew(
                () =>
                {
                    barrier.SignalAndWait(Cancellation);
                    return body(number);
                },
                Cancellation,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap();
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
    }
}
