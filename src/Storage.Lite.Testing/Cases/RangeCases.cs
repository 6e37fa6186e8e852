using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing;

/// <summary>Cases 11 to 18: parts of objects.</summary>
internal static class RangeCases
{
    private const string Text = "arbitrary data";

    internal static IReadOnlyList<StorageConformanceCase> All { get; } =
    [
        new(11, "a part comes with the length of the whole", GetInside),
        new(12, "a part that reaches over the end is shorter", GetOverTheEnd),
        new(13, "a part after the end is an error", GetAfterTheEnd),
        new(14, "a part counts from the end", GetSuffix),
        new(15, "overlapping parts are got at once", GetManyAtOnce),
        new(16, "a part of length 0 tells the length, and negative numbers are refused", GetNothing),
        new(17, "the end of an object is read in pieces by several", GetSuffixInPieces),
        new(18, "parts over every border are what the whole says", GetRandomParts),
    ];

    private static GetOptions Range(StorageRange range) => new() { Range = range };

    private static async Task ExpectAsync(ConformanceRun run, StorageRange range, string expected, long start)
    {
        using StorageContent content = await run.Storage.GetAsync("key", Range(range), run.Cancellation)
            .ConfigureAwait(false);
        Expect.Equal(expected, content.Bytes.GetString(), $"{range}");
        Expect.Equal(Text.Length, content.Entry.Length, $"the whole length, for {range}");
        Expect.Equal(start, content.Start, $"the place of the first byte, for {range}");

        StorageReader reader = await run.Storage.OpenReadAsync("key", Range(range), run.Cancellation)
            .ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            Expect.Equal(start, reader.Start, $"the place of a reader's first byte, for {range}");
            Expect.Equal(Text.Length, reader.Entry.Length, $"the whole length of a reader, for {range}");
            using var buffer = new ChunkedBuffer();
            while (true)
            {
                using BufferSlice portion = await reader.ReadAsync(run.Cancellation).ConfigureAwait(false);
                if (portion.IsEmpty)
                {
                    break;
                }

                buffer.Append(portion);
            }

            Expect.Equal(expected, buffer.GetString(), $"a reader of {range}");
        }
    }

    private static async Task GetInside(ConformanceRun run)
    {
        _ = await run.PutAsync("key", Text).ConfigureAwait(false);
        await ExpectAsync(run, StorageRange.Bounded(3, 4), "itra", 3).ConfigureAwait(false);
        await ExpectAsync(run, StorageRange.From(10), "data", 10).ConfigureAwait(false);
        await ExpectAsync(run, StorageRange.All, Text, 0).ConfigureAwait(false);
    }

    private static async Task GetOverTheEnd(ConformanceRun run)
    {
        _ = await run.PutAsync("key", Text).ConfigureAwait(false);
        await ExpectAsync(run, StorageRange.Bounded(2, 98), "bitrary data", 2).ConfigureAwait(false);
        await ExpectAsync(run, StorageRange.Bounded(13, long.MaxValue - 14), "a", 13).ConfigureAwait(false);
    }

    private static async Task GetAfterTheEnd(ConformanceRun run)
    {
        _ = await run.PutAsync("key", Text).ConfigureAwait(false);
        foreach (StorageRange range in new[] { StorageRange.Bounded(200, 100), StorageRange.From(100) })
        {
            StorageRangeException error = await Expect.ThrowsAsync<StorageRangeException>(
                () => run.Storage.TryGetAsync("key", Range(range), run.Cancellation).AsTask(),
                $"a get of {range} of {Text.Length} bytes").ConfigureAwait(false);
            Expect.Equal("key", error.Key.Text, "the key in the error");
            _ = await Expect.ThrowsAsync<StorageRangeException>(
                () => run.Storage.TryOpenReadAsync("key", Range(range), run.Cancellation).AsTask(),
                $"a reader of {range} of {Text.Length} bytes").ConfigureAwait(false);
        }
    }

    private static async Task GetSuffix(ConformanceRun run)
    {
        _ = await run.PutAsync("key", Text).ConfigureAwait(false);
        await ExpectAsync(run, StorageRange.Last(2), "ta", 12).ConfigureAwait(false);
        await ExpectAsync(run, StorageRange.Last(100), Text, 0).ConfigureAwait(false);
        await ExpectAsync(run, StorageRange.Last(0), "", 14).ConfigureAwait(false);
    }

    private static async Task GetManyAtOnce(ConformanceRun run)
    {
        _ = await run.PutAsync("key", Text).ConfigureAwait(false);
        (int Start, int Length)[] parts = [(0, 1), (2, 1), (0, 5)];
        List<Task<StorageContent>> tasks = [];
        foreach ((int start, int length) in parts)
        {
            tasks.Add(run.Storage.GetAsync("key", Range(StorageRange.Bounded(start, length)),
                run.Cancellation).AsTask());
        }

        StorageContent[] contents = await Task.WhenAll(tasks).ConfigureAwait(false);
        string[] texts = [.. contents.Select(static content => content.Bytes.GetString())];
        Array.ForEach(contents, static content => content.Dispose());
        for (int index = 0; index < texts.Length; index++)
        {
            (int start, int length) = parts[index];
            Expect.Equal(Text.Substring(start, length), texts[index], $"part {index} of three at once");
        }
    }

    private static async Task GetNothing(ConformanceRun run)
    {
        _ = await run.PutAsync("key", Text).ConfigureAwait(false);
        await ExpectAsync(run, StorageRange.Bounded(0, 0), "", 0).ConfigureAwait(false);
        await ExpectAsync(run, StorageRange.Bounded(5, 0), "", 5).ConfigureAwait(false);
        await ExpectRefusedAsync(() => StorageRange.Bounded(-1, 1)).ConfigureAwait(false);
        await ExpectRefusedAsync(() => StorageRange.Bounded(1, -1)).ConfigureAwait(false);
        await ExpectRefusedAsync(() => StorageRange.From(-1)).ConfigureAwait(false);
        await ExpectRefusedAsync(() => StorageRange.Last(-1)).ConfigureAwait(false);

        static Task ExpectRefusedAsync(Func<StorageRange> make) => Expect.ThrowsAsync<ArgumentOutOfRangeException>(
            () =>
            {
                _ = make();
                return Task.CompletedTask;
            },
            "a range with a negative number");
    }

    private static async Task GetSuffixInPieces(ConformanceRun run)
    {
        const int Length = 4096;
        const int Tail = 1025;
        const int Piece = 257;
        byte[] value = run.RandomBytes(Length);
        _ = await run.PutAsync("key", value).ConfigureAwait(false);
        byte[] tail = new byte[Tail];
        await run.TogetherAsync(3, async worker =>
        {
            for (int start = worker * Piece; start < Tail; start += 3 * Piece)
            {
                int count = await run.Storage.ReadAsync(
                    "key",
                    tail.AsMemory(start, Math.Min(Piece, Tail - start)),
                    Length - Tail + start,
                    run.Cancellation).ConfigureAwait(false);
                Expect.Equal(Math.Min(Piece, Tail - start), count, $"the bytes of the piece at {start}");
            }
        }).ConfigureAwait(false);
        Expect.True(tail.AsSpan().SequenceEqual(value.AsSpan(Length - Tail)),
            "the pieces are not the end of the value");
    }

    private static async Task GetRandomParts(ConformanceRun run)
    {
        const int Length = 200_000;
        byte[] value = run.RandomBytes(Length);
        _ = await run.PutAsync("key", value).ConfigureAwait(false);
        List<(int Start, int Length)> parts = [(16383, 2), (16384, 16384), (65535, 2), (65536, 1), (0, Length)];
        for (int round = 0; round < Math.Min(run.Rounds, 100); round++)
        {
            int start = run.Random.Next(Length);
            parts.Add((start, run.Random.Next(Length - start) + 1));
        }

        foreach ((int start, int length) in parts)
        {
            using StorageContent content = await run.Storage.GetAsync(
                "key", Range(StorageRange.Bounded(start, length)), run.Cancellation).ConfigureAwait(false);
            Expect.Bytes(value.AsSpan(start, length), content.Bytes, $"{length} bytes from {start}");
        }
    }
}
