using System;
using System.Buffers.Binary;
using System.IO;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;
using NativeIo;
using Storage.Lite;

namespace Native.Fuzz.Targets;

/// <summary>
/// Any bytes as a stored object, with a header whose checksum is put right so that what follows is reached: it is read,
/// the same by get, by reader and in parts, or refused as damaged; and nothing else.
/// </summary>
internal static class EnvelopeReading
{
    private const int HeaderLength = 48;
    private const int ChecksumOffset = 44;
    private const int BytesMax = 100_000;

    public static void Run(ReadOnlySpan<byte> input)
    {
        FuzzPool pool = FuzzPool.BeginRun();
        try
        {
            byte[] bytes = input.ToArray();
            RunAsync(bytes, pool.Pool).GetAwaiter().GetResult();
            pool.VerifyBalanced();
        }
        catch
        {
            FuzzPool.Replace();
            throw;
        }
    }

    private static async Task RunAsync(byte[] input, BlockPool pool)
    {
        byte mode = input.Length == 0 ? (byte)0 : input[0];
        byte[] rest = input.Length == 0 ? [] : input[1..];
        using StorageKeyRing keys = StorageKeyRing.FromKey(new byte[StorageKeyRing.KeyLength]);
        await using var memory = new MemoryStorage();
        await using var storage = new EnvelopeStorage(memory, new EnvelopeOptions
        {
            Keys = keys,
            ReadsUnencrypted = true,
            Pool = pool,
            Expires = false,
            Compression = new CompressionOptions { Limits = new DecompressionLimits { BytesMax = BytesMax } },
        });
        byte[] stored = (mode & 3) switch
        {
            0 => rest,
            1 => Repair(rest),
            _ => await DamagedAsync(storage, memory, rest, (mode & 4) != 0),
        };
        await PutAsync(memory, stored);
        byte[]? whole = await TryReadAsync(storage, StorageRange.All, byReader: false);
        byte[]? portions = await TryReadAsync(storage, StorageRange.All, byReader: true);
        Verify.True(whole is null == portions is null, "Get and reader differ about damage");
        Verify.Equal(whole, portions, "Get and reader");
        int start = whole is null ? mode : mode % (whole.Length + 1);
        byte[]? part = await TryReadAsync(storage, StorageRange.From(start), byReader: false);
        if (whole is not null && start < whole.Length)
        {
            Verify.Equal(whole.AsSpan(start), part, "A part");
        }
    }

    /// <summary>Puts right what the fuzzer cannot guess: the checksums of the header and of the only frame.</summary>
    private static byte[] Repair(byte[] bytes)
    {
        byte[] stored = new byte[Math.Max(bytes.Length, HeaderLength + Crc32C.Length)];
        bytes.CopyTo(stored, 0);
        "SLE\x1A\x01"u8.CopyTo(stored);
        uint header = Crc32C.Append(0, stored.AsSpan(0, ChecksumOffset));
        BinaryPrimitives.WriteUInt32LittleEndian(stored.AsSpan(ChecksumOffset), header);
        uint frame = Crc32C.Append(
            Crc32C.Append(header, new byte[sizeof(long)]), stored.AsSpan(HeaderLength..^Crc32C.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(stored.AsSpan(stored.Length - Crc32C.Length), frame);
        return stored;
    }

    /// <summary>An object as it is written, with one bit changed when that is asked for.</summary>
    private static async Task<byte[]> DamagedAsync(
        EnvelopeStorage storage, MemoryStorage memory, byte[] value, bool isDamaged)
    {
        await PutAsync(storage, value);
        byte[]? read = await TryReadAsync(storage, StorageRange.All, byReader: false);
        Verify.Equal(value, read, "There and back");
        using StorageContent content = await memory.TryGetAsync("k");
        byte[] stored = content.Bytes.ToArray();
        if (isDamaged && value.Length != 0)
        {
            int bit = value[0] * 8191 % (stored.Length * 8);
            stored[bit / 8] ^= (byte)(1 << (bit % 8));
            await PutAsync(memory, stored);
            read = await TryReadAsync(storage, StorageRange.All, byReader: false);
            Verify.True(read is null, "A changed bit was read");
        }

        return stored;
    }

    private static async Task PutAsync(IStorage storage, byte[] bytes)
    {
        using BufferSlice slice = BufferSlice.CopyFrom(bytes);
        _ = await storage.PutAsync("k", slice);
    }

    /// <summary>The bytes, or null when they are refused or begin after the end.</summary>
    private static async Task<byte[]?> TryReadAsync(EnvelopeStorage storage, StorageRange range, bool byReader)
    {
        var options = new GetOptions { Range = range };
        try
        {
            if (!byReader)
            {
                using StorageContent content = await storage.TryGetAsync("k", options);
                return content.IsFound ? content.Bytes.ToArray() : null;
            }

            await using StorageReader reader = await storage.TryOpenReadAsync("k", options);
            using var all = new MemoryStream();
            while (true)
            {
                using BufferSlice portion = await reader.ReadAsync();
                if (portion.IsEmpty)
                {
                    return reader.IsFound ? all.ToArray() : null;
                }

                all.Write(portion.ToArray());
                Verify.True(all.Length <= BytesMax + 20_000, "More than the limit came out");
            }
        }
        catch (Exception error) when (error is StorageIntegrityException or StorageRangeException)
        {
            // The answer for an object that is not as it was put.
            return null;
        }
    }
}
