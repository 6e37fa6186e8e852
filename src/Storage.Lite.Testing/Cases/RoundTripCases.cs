using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing;

/// <summary>Cases 1 to 10: what is put is what is got.</summary>
internal static class RoundTripCases
{
    /// <summary>Lengths beside the borders of pages, blocks and chunks.</summary>
    private static readonly int[] s_lengths =
        [1, 4095, 4096, 4097, 65535, 65536, 65537, 5 * 1024 * 1024, (64 * 1024 * 1024) + 1];

    internal static IReadOnlyList<StorageConformanceCase> All { get; } =
    [
        new(1, "a value without bytes is an object", PutNothing),
        new(2, "values of every length come back", PutLengths),
        new(3, "a shorter value leaves nothing of the longer one", PutShorter),
        new(4, "a put returns what a stat says", PutReturnsEntry),
        new(5, "a sequence of several parts is put whole", PutSequence),
        new(6, "a stream is read from where it is", PutStreamFromPosition),
        new(7, "a stream without a length is put whole", PutStreamWithoutLength),
        new(7, "a stream that yields byte by byte is put whole", PutStreamByteByByte),
        new(8, "a stream that fails leaves the old value", PutStreamThatFails),
        new(9, "large writes are joined", WriteLargeParts),
        new(10, "small and large writes keep their order", WriteMixedParts),
    ];

    private static async Task PutNothing(ConformanceRun run)
    {
        StorageEntry entry = await run.PutAsync("empty", []).ConfigureAwait(false);
        Expect.Equal(0, entry.Length, "the length that the put returned");
        Expect.True(await run.ExistsAsync("empty").ConfigureAwait(false), "an object of 0 bytes does not exist");
        await run.ExpectBytesAsync("empty", [], "an object of 0 bytes").ConfigureAwait(false);

        StorageReader reader = await run.Storage.OpenReadAsync("empty", default, run.Cancellation)
            .ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            using BufferSlice portion = await reader.ReadAsync(run.Cancellation).ConfigureAwait(false);
            Expect.Equal(0, portion.Length, "the first portion of an object of 0 bytes");
        }
    }

    private static async Task PutLengths(ConformanceRun run)
    {
        foreach (int length in s_lengths)
        {
            if (length > run.ValueBytesMax)
            {
                continue;
            }

            byte[] value = run.RandomBytes(length);
            _ = await run.PutAsync("key", value).ConfigureAwait(false);
            await run.ExpectBytesAsync("key", value, $"a value of {length} bytes").ConfigureAwait(false);
            await ExpectPortionsAsync(run, "key", value).ConfigureAwait(false);
        }
    }

    private static async Task ExpectPortionsAsync(ConformanceRun run, string key, byte[] value)
    {
        StorageReader reader = await run.Storage.OpenReadAsync(key, default, run.Cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            Expect.Equal(value.Length, reader.Entry.Length, "the length that a reader tells");
            int start = 0;
            while (true)
            {
                using BufferSlice portion = await reader.ReadAsync(run.Cancellation).ConfigureAwait(false);
                if (portion.IsEmpty)
                {
                    break;
                }

                int end = Math.Min(value.Length, start + (int)portion.Length);
                Expect.Bytes(value.AsSpan(start..end), portion, $"the portion at {start} of {value.Length}");
                start = end;
            }

            Expect.Equal(value.Length, start, "the bytes of all portions");
        }
    }

    private static async Task PutShorter(ConformanceRun run)
    {
        _ = await run.PutAsync("key", new byte[100_000]).ConfigureAwait(false);
        _ = await run.PutAsync("key", "short").ConfigureAwait(false);
        await run.ExpectBytesAsync("key", "short"u8.ToArray(), "the shorter value").ConfigureAwait(false);
    }

    private static async Task PutReturnsEntry(ConformanceRun run)
    {
        StorageEntry put = await run.PutAsync("key", "value").ConfigureAwait(false);
        StorageEntry stat = await run.Storage.StatAsync("key", run.Cancellation).ConfigureAwait(false);
        Expect.Equal("key", put.Key.Text, "the key that the put returned");
        Expect.Equal(5, put.Length, "the length that the put returned");
        Expect.Equal(put.Key, stat.Key, "the key of stat");
        Expect.Equal(put.Length, stat.Length, "the length of stat");
        Expect.Equal(put.ETag, stat.ETag, "the version of stat");
        Expect.Equal(
            run.Capabilities.PutsOmitTime ? default : stat.ModifiedAt,
            put.ModifiedAt,
            "the time that the put returned");
        using StorageContent content = await run.Storage.GetAsync("key", default, run.Cancellation)
            .ConfigureAwait(false);
        Expect.Equal(put.ETag, content.Entry.ETag, "the version of get");
        Expect.Equal("key", content.Entry.Key.Text, "the key of get");
    }

    private static async Task PutSequence(ConformanceRun run)
    {
        var first = new SequencePart("arbi"u8.ToArray(), 0);
        SequencePart last = first.Append("trary "u8.ToArray()).Append("data"u8.ToArray());
        var sequence = new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        _ = await run.Storage.PutAsync("key", sequence, null, run.Cancellation).ConfigureAwait(false);
        await run.ExpectTextAsync("key", "arbitrary data").ConfigureAwait(false);
    }

    private static async Task PutStreamFromPosition(ConformanceRun run)
    {
        using var stream = new MemoryStream("arbitrary data"u8.ToArray());
        stream.Position = 10;
        _ = await run.Storage.PutAsync("key", stream, null, run.Cancellation).ConfigureAwait(false);
        await run.ExpectTextAsync("key", "data").ConfigureAwait(false);
    }

    private static async Task PutStreamWithoutLength(ConformanceRun run)
    {
        byte[] value = run.RandomBytes(300_000);
        using var stream = new ScriptedStream(value, readLengthMax: 70_000);
        _ = await run.Storage.PutAsync("key", stream, null, run.Cancellation).ConfigureAwait(false);
        await run.ExpectBytesAsync("key", value, "a stream that does not seek").ConfigureAwait(false);
    }

    private static async Task PutStreamByteByByte(ConformanceRun run)
    {
        byte[] value = run.RandomBytes(1000);
        using var stream = new ScriptedStream(value, readLengthMax: 1);
        _ = await run.Storage.PutAsync("key", stream, null, run.Cancellation).ConfigureAwait(false);
        await run.ExpectBytesAsync("key", value, "a stream that yields byte by byte").ConfigureAwait(false);
    }

    private static async Task PutStreamThatFails(ConformanceRun run)
    {
        byte[] old = run.RandomBytes(100);
        _ = await run.PutAsync("key", old).ConfigureAwait(false);
        using var stream = new ScriptedStream(new byte[10], readLengthMax: 10, new IOException("It ends here."));
        _ = await Expect.ThrowsAsync<IOException>(
            () => run.Storage.PutAsync("key", stream, null, run.Cancellation).AsTask(),
            "a put of a stream that fails").ConfigureAwait(false);
        await run.ExpectBytesAsync("key", old, "the value before the stream that failed").ConfigureAwait(false);
        Expect.Sequence(["key"], await run.KeysAsync().ConfigureAwait(false), "the list after it");
    }

    private static async Task WriteLargeParts(ConformanceRun run)
    {
        await WriteAsync(run, 3, 5 * 1024 * 1024).ConfigureAwait(false);
        await WriteAsync(run, 7, 3_200_000).ConfigureAwait(false);
    }

    private static async Task WriteAsync(ConformanceRun run, int count, int length)
    {
        // A store with a limit gets as much as it takes.
        length = (int)Math.Min(length, run.Capabilities.ValueBytesMax / count);
        byte[] value = run.RandomBytes(count * length);
        StorageWriter writer = await run.Storage.OpenWriteAsync("key", null, run.Cancellation).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            for (int index = 0; index < count; index++)
            {
                await writer.WriteAsync(value.AsMemory(index * length, length), run.Cancellation).ConfigureAwait(false);
            }

            StorageEntry entry = await writer.CommitAsync(run.Cancellation).ConfigureAwait(false);
            Expect.Equal(value.Length, entry.Length, "the length that the commit returned");
        }

        await run.ExpectBytesAsync("key", value, $"{count} writes of {length} bytes").ConfigureAwait(false);
    }

    private static async Task WriteMixedParts(ConformanceRun run)
    {
        byte[] large = run.RandomBytes(200_000);
        byte[] expected = [0, 0, 1, 2, 3, .. large, 4, 5, 6, 7];
        StorageWriter writer = await run.Storage.OpenWriteAsync("key", null, run.Cancellation).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteAsync(new byte[2], run.Cancellation).ConfigureAwait(false);
            WriteSpan(writer, [1, 2, 3]);
            using (BufferSlice slice = BufferSlice.CopyFrom(large))
            {
                await writer.WriteAsync(slice, run.Cancellation).ConfigureAwait(false);
            }

            WriteSpan(writer, [4]);
            await writer.FlushAsync(run.Cancellation).ConfigureAwait(false);
            await writer.WriteAsync(new byte[] { 5, 6, 7 }, CancellationToken.None).ConfigureAwait(false);
            _ = await writer.CommitAsync(run.Cancellation).ConfigureAwait(false);
        }

        await run.ExpectBytesAsync("key", expected, "small and large writes").ConfigureAwait(false);
    }

    private static void WriteSpan(StorageWriter writer, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }
}
