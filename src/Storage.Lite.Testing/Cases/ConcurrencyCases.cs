using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite.Testing;

/// <summary>Cases 67 to 71 and 80: several at once.</summary>
internal static class ConcurrencyCases
{
    internal static IReadOnlyList<StorageConformanceCase> All { get; } =
    [
        new(67, "many keys are written and read at once", UseManyKeys),
        new(68, "who reads during overwrites sees old or new, whole", ReadDuringOverwrites),
        new(69, "of two writers of one key the value is that of one", WriteTwice),
        new(70, "histories of each key are linearizable", RecordHistories),
        new(71, "after a put nobody sees the value before", ReadAfterPut),
        new(80, "a long mix of operations is what a model says", MixOperations),
    ];

    private static async Task UseManyKeys(ConformanceRun run)
    {
        const int Keys = 20;
        const int Workers = 4;
        byte[][] values = new byte[Keys][];
        for (int index = 0; index < Keys; index++)
        {
            values[index] = run.RandomBytes(4096);
        }

        await run.TogetherAsync(Workers, async worker =>
        {
            for (int index = worker; index < Keys; index += Workers)
            {
                _ = await run.PutAsync($"k/{index}", values[index]).ConfigureAwait(false);
                await run.ExpectBytesAsync($"k/{index}", values[index], $"value {index}").ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        await run.TogetherAsync(Workers, async worker =>
        {
            for (int index = 0; index < Keys; index++)
            {
                int other = (index + (worker * 5)) % Keys;
                await run.ExpectBytesAsync($"k/{other}", values[other], $"value {other}").ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    private static async Task ReadDuringOverwrites(ConformanceRun run)
    {
        const int Length = 200_000;
        byte[][] patterns = [new byte[Length], new byte[Length]];
        Array.Fill(patterns[1], (byte)0xff);
        _ = await run.PutAsync("key", patterns[0]).ConfigureAwait(false);
        bool isDone = false;
        await run.TogetherAsync(4, async worker =>
        {
            if (worker > 0)
            {
                while (!Volatile.Read(ref isDone))
                {
                    using StorageContent content = await run.Storage.TryGetAsync(
                        "key", default(GetOptions), run.Cancellation).ConfigureAwait(false);
                    Expect.True(content.IsFound, "the object was missing during an overwrite");
                    byte first = content.Bytes.FirstSpan[0];
                    Expect.Bytes(patterns[first & 1], content.Bytes, "a value read during overwrites");
                }

                return;
            }

            try
            {
                for (int round = 0; round < run.Rounds; round++)
                {
                    _ = await run.PutAsync("key", patterns[round % 2]).ConfigureAwait(false);
                }
            }
            finally
            {
                Volatile.Write(ref isDone, true);
            }
        }).ConfigureAwait(false);
    }

    private static async Task WriteTwice(ConformanceRun run)
    {
        const int Length = 100_000;
        byte[] first = run.RandomBytes(Length);
        byte[] second = run.RandomBytes(Length);
        StorageWriter writer = await run.Storage.OpenWriteAsync("key", null, run.Cancellation).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            StorageWriter other = await run.Storage.OpenWriteAsync("key", null, run.Cancellation).ConfigureAwait(false);
            await using (other.ConfigureAwait(false))
            {
                for (int start = 0; start < Length; start += 10_000)
                {
                    await writer.WriteAsync(first.AsMemory(start, 10_000), run.Cancellation).ConfigureAwait(false);
                    await other.WriteAsync(second.AsMemory(start, 10_000), run.Cancellation).ConfigureAwait(false);
                }

                _ = await writer.CommitAsync(run.Cancellation).ConfigureAwait(false);
                await run.ExpectBytesAsync("key", first, "the value of the writer that committed first")
                    .ConfigureAwait(false);
                _ = await other.CommitAsync(run.Cancellation).ConfigureAwait(false);
            }
        }

        await run.ExpectBytesAsync("key", second, "the value of the writer that committed last").ConfigureAwait(false);
    }

    private static async Task RecordHistories(ConformanceRun run)
    {
        var workload = new RegisterWorkload { OperationsPerThread = run.Rounds, Seed = run.Context.Seed };
        RegisterHistory history = await workload.RunAsync(run.Storage, run.Cancellation).ConfigureAwait(false);
        Expect.Equal(null, history.FindViolation(), "an order that explains what was seen");
    }

    private static async Task ReadAfterPut(ConformanceRun run)
    {
        long put = 0;
        _ = await run.PutAsync("key", "0").ConfigureAwait(false);
        bool isDone = false;
        await run.TogetherAsync(3, async worker =>
        {
            if (worker > 0)
            {
                while (!Volatile.Read(ref isDone))
                {
                    long before = Volatile.Read(ref put);
                    long seen = long.Parse(
                        await run.TextAsync("key").ConfigureAwait(false) ?? "-1", CultureInfo.InvariantCulture);
                    Expect.True(seen >= before, $"{before} was put already, and {seen} was read after it");
                }

                return;
            }

            try
            {
                for (long round = 1; round <= run.Rounds; round++)
                {
                    _ = await run.PutAsync("key", round.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
                    Volatile.Write(ref put, round);
                    await run.ExpectTextAsync("key", round.ToString(CultureInfo.InvariantCulture))
                        .ConfigureAwait(false);
                }
            }
            finally
            {
                Volatile.Write(ref isDone, true);
            }
        }).ConfigureAwait(false);
    }

    private static async Task MixOperations(ConformanceRun run)
    {
        var model = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (int round = 0; round < run.Rounds * 5; round++)
        {
            string key = $"m/{run.Random.Next(12)}";
            string other = $"m/{run.Random.Next(12)}";
            string value = $"{round}:{new string('x', run.Random.Next(3000))}";
            await MixAsync(run, model, key, other, value).ConfigureAwait(false);
            if (round % 50 == 0)
            {
                Expect.Sequence([.. model.Keys], await run.KeysAsync()
                    .ConfigureAwait(false), $"the list in round {round}");
            }
        }

        foreach ((string key, string value) in model)
        {
            await run.ExpectTextAsync(key, value).ConfigureAwait(false);
        }
    }

    private static async Task MixAsync(
        ConformanceRun run, SortedDictionary<string, string> model, string key, string other, string value)
    {
        switch (run.Random.Next(6))
        {
            case 0:
                _ = await run.PutAsync(key, value).ConfigureAwait(false);
                model[key] = value;
                break;
            case 1:
                using (var stream = new ScriptedStream(System.Text.Encoding.UTF8.GetBytes(value), 1000))
                {
                    _ = await run.Storage.PutAsync(key, stream, null, run.Cancellation).ConfigureAwait(false);
                }

                model[key] = value;
                break;
            case 2:
                bool existed = await run.Storage.DeleteAsync(key, default, run.Cancellation).ConfigureAwait(false);
                Expect.Equal(model.Remove(key), existed, $"whether '{key}' existed");
                break;
            case 3 when model.ContainsKey(key) && !string.Equals(key, other, StringComparison.Ordinal):
                _ = await run.Storage.CopyAsync(key, other, default, run.Cancellation).ConfigureAwait(false);
                model[other] = model[key];
                break;
            case 4 when model.ContainsKey(key) && !string.Equals(key, other, StringComparison.Ordinal):
                _ = await run.Storage.RenameAsync(key, other, default, run.Cancellation).ConfigureAwait(false);
                model[other] = model[key];
                _ = model.Remove(key);
                break;
            default:
                await run.ExpectTextAsync(key, model.GetValueOrDefault(key)).ConfigureAwait(false);
                break;
        }
    }
}
