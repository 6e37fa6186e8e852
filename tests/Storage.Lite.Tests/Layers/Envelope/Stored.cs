using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo;
using Xunit;

namespace Storage.Lite.Tests;

/// <summary>Short ways to put and get bytes, and to change what is stored below a layer.</summary>
internal static class Stored
{
    public static byte[] Key { get; } = Bytes(32, seed: 99);

    /// <summary>Bytes that do not compress.</summary>
    public static byte[] Bytes(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Bytes that compress well, and differ from place to place.</summary>
    public static byte[] Text(int length)
    {
        byte[] bytes = new byte[length];
        for (int index = 0; index < length; index++)
        {
            bytes[index] = (byte)('a' + (index / 97 % 26));
        }

        return bytes;
    }

    public static async Task<StorageEntry> PutAsync(
        IStorage storage, string key, byte[] bytes, PutOptions? options = null)
    {
        using BufferSlice slice = BufferSlice.CopyFrom(bytes);
        return await storage.PutAsync(key, slice, options, TestContext.Current.CancellationToken);
    }

    public static async Task<byte[]?> GetAsync(IStorage storage, string key, StorageRange range = default)
    {
        using StorageContent content = await storage.TryGetAsync(
            key, new GetOptions { Range = range }, TestContext.Current.CancellationToken);
        return content.IsFound ? content.Bytes.ToArray() : null;
    }

    public static async Task<byte[]> ReadAsync(IStorage storage, string key, StorageRange range = default)
    {
        await using StorageReader reader = await storage.OpenReadAsync(
            key, new GetOptions { Range = range }, TestContext.Current.CancellationToken);
        using var all = new MemoryStream();
        while (true)
        {
            using BufferSlice portion = await reader.ReadAsync(TestContext.Current.CancellationToken);
            if (portion.IsEmpty)
            {
                return all.ToArray();
            }

            all.Write(portion.ToArray());
        }
    }

    public static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (T item in items)
        {
            list.Add(item);
        }

        return list;
    }

    public static async Task<List<string>> KeysAsync(IStorage storage)
    {
        var keys = new List<string>();
        await foreach (StorageEntry entry in storage.ListAsync("", TestContext.Current.CancellationToken))
        {
            keys.Add(entry.Key.Text);
        }

        return keys;
    }

    /// <summary>The stacks that behave the same to a caller.</summary>
    public static EnvelopeOptions Options(string kind, StorageKeyRing keys) => kind switch
    {
        "checksum" => new EnvelopeOptions(),
        "brotli" => new EnvelopeOptions { Compression = new CompressionOptions() },
        "zlib" => new EnvelopeOptions { Compression = new CompressionOptions { Format = CompressionFormat.ZLib } },
        "encrypted" => new EnvelopeOptions { Keys = keys },
        _ => new EnvelopeOptions { Keys = keys, Compression = new CompressionOptions() },
    };
}
