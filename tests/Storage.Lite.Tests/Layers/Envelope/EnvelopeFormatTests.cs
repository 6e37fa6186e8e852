using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using NativeIo;
using Xunit;

namespace Storage.Lite.Tests;

/// <summary>
/// What was written once is read for ever: the vectors of docs/encryption-format.md and the stored samples, which
/// another program made from that page.
/// </summary>
public sealed class EnvelopeFormatTests : IAsyncDisposable
{
    private static readonly byte[] s_key = Sequence(32, 0);

    private readonly MemoryStorage _memory = new();
    private readonly StorageKeyRing _keys = StorageKeyRing.FromKey(s_key);

    public static TheoryData<string> Samples =>
    [
        "v1-checksum",
        "v1-brotli",
        "v1-zlib",
        "v1-encrypted",
        "v1-encrypted-unknown-length",
        "v1-encrypted-brotli",
        "v1-encrypted-zlib",
    ];

    public async ValueTask DisposeAsync()
    {
        await _memory.DisposeAsync();
        _keys.Dispose();
    }

    private static byte[] Sequence(int length, int first)
    {
        byte[] bytes = new byte[length];
        for (int index = 0; index < length; index++)
        {
            bytes[index] = (byte)((first + index) % 251);
        }

        return bytes;
    }

    private static List<JsonElement> Vectors(string kind)
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "encryption-format.md"));
        string block = page.Split("```jsonl")[1].Split("```")[0];
        var vectors = new List<JsonElement>();
        foreach (string line in block.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            JsonElement vector = JsonDocument.Parse(line).RootElement;
            if (vector.GetProperty("kind").GetString() == kind)
            {
                vectors.Add(vector);
            }
        }

        return vectors;
    }

    [Fact]
    public void Vectors_OfMessages_AreWhatIsSealed()
    {
        List<JsonElement> vectors = Vectors("message");
        Assert.Equal(10, vectors.Count);
        foreach (JsonElement vector in vectors)
        {
            byte[] plaintext = Sequence(vector.GetProperty("length").GetInt32(), 0);
            byte[] message = new byte[ChunkedAead.GetMessageLength(plaintext.Length)];
            byte[] header = Convert.FromHexString(vector.GetProperty("header").GetString()!);
            byte[] context = Encoding.UTF8.GetBytes(vector.GetProperty("context").GetString()!);
            using ChunkedAeadMessage? opened = ChunkedAeadMessage.TryOpen(s_key, context, header);
            Assert.NotNull(opened);
            header.CopyTo(message, 0);
            for (int index = 0; index < ChunkedAead.GetChunkCount(plaintext.Length); index++)
            {
                int start = index * ChunkedAead.ChunkLength;
                int length = Math.Min(ChunkedAead.ChunkLength, plaintext.Length - start);
                opened.Seal(
                    index,
                    plaintext.AsSpan(start, length),
                    message.AsSpan((int)ChunkedAead.GetChunkOffset(index), length + ChunkedAead.TagLength));
            }

            Assert.Equal(vector.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(message)));
        }
    }

    [Fact]
    public async Task Vectors_OfObjects_AreRead()
    {
        List<JsonElement> vectors = Vectors("object");
        Assert.Equal(5, vectors.Count);
        foreach (JsonElement vector in vectors)
        {
            string key = vector.GetProperty("key").GetString()!;
            await Stored.PutAsync(_memory, key, vector.GetProperty("object").GetBytesFromBase64());
            EnvelopeStorage storage = Open(vector.GetProperty("storeId").GetString()!);
            byte[] expected = Sequence(vector.GetProperty("length").GetInt32(), 0);
            Assert.Equal(expected, await Stored.GetAsync(storage, key));
            StorageEntry entry = await storage.StatAsync(key, TestContext.Current.CancellationToken);
            Assert.Equal(expected.Length, entry.Length);
            DateTimeOffset? expiry = key == "expires" ? new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero) : null;
            Assert.Equal(expiry, entry.ExpiresAt);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Samples_OfVersion1_AreRead(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Layers", "Envelope", "Samples", name + ".bin");
        await Stored.PutAsync(
            _memory, name, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        EnvelopeStorage storage = Open("samples");
        byte[] expected = Sequence(20_000, 0);
        Assert.Equal(expected, await Stored.GetAsync(storage, name));
        Assert.Equal(expected, await Stored.ReadAsync(storage, name));
        Assert.Equal(expected[^10..], await Stored.GetAsync(storage, name, StorageRange.Last(10)));
        Assert.Equal(20_000, (await storage.StatAsync(name, TestContext.Current.CancellationToken)).Length);
    }

    private EnvelopeStorage Open(string storeId) => new(
        new Shield(_memory), new EnvelopeOptions { Keys = _keys, StoreId = storeId, ReadsUnencrypted = true });
}
