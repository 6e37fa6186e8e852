using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;
using NativeIo;

namespace Native.Fuzz.Targets;

/// <summary>
/// Any bytes as compressed ones: how they are cut into portions does not change what comes out, limits hold, and bytes
/// that were compressed come out as they were, and not when some are missing at the end. The framework's decoders of
/// deflate do not say what they read ahead of their end, so that bytes behind it are seen in portions only.
/// </summary>
internal static class Decompressing
{
    private const int BytesMax = 100_000;

    private static readonly CompressionFormat[] s_formats =
        [CompressionFormat.Brotli, CompressionFormat.ZLib, CompressionFormat.GZip, CompressionFormat.Deflate];

    public static void Run(ReadOnlySpan<byte> input)
    {
        FuzzPool pool = FuzzPool.BeginRun();
        try
        {
            RunProgram(new FuzzInput(input), pool.Pool);
            pool.VerifyBalanced();
        }
        catch
        {
            FuzzPool.Replace();
            throw;
        }
    }

    private static void RunProgram(FuzzInput input, BlockPool pool)
    {
        CompressionFormat format = s_formats[input.NextByte() % s_formats.Length];
        int step = 1 + input.NextByte();
        int portionLength = 1 + input.NextUInt16();
        byte level = input.NextByte();
        if ((level & 0x80) == 0)
        {
            // As it is: the fuzzer's own compressed bytes.
            byte[] bytes = input.Rest.ToArray();
            byte[]? whole = Decompress(format, bytes, int.MaxValue, SliceDecompressor.PortionLengthDefault, pool);
            byte[]? cut = Decompress(format, bytes, step, portionLength, pool);
            bool seesEveryByte = format == CompressionFormat.Brotli;
            Verify.True(whole is not null || cut is null, "Bytes that are refused whole are read in portions");
            Verify.True(
                whole is null || cut is not null || !seesEveryByte,
                "Bytes that are read whole are refused in portions");
            if (cut is not null)
            {
                Verify.Equal(whole, cut, "Decompressed in portions");
            }

            return;
        }

        byte[] plain = input.Rest.ToArray();
        using var output = new ChunkedBuffer(pool);
        using var compressor = new SliceCompressor(format, level % (SliceCompressor.LevelMax + 1));
        compressor.Write(plain, output);
        compressor.Finish(output);
        byte[] packed = output.ToArray();
        Verify.Equal(plain, Decompress(format, packed, step, portionLength, pool), "There and back");
        byte[] shortened = packed[..(portionLength % packed.Length)];
        byte[]? early = Decompress(format, shortened, step, portionLength, pool);
        Verify.True(early is null, "Compressed bytes that end too early are read");
    }

    /// <summary>The bytes, or null when they are refused. Everything is in memory: no task waits.</summary>
    private static byte[]? Decompress(
        CompressionFormat format, byte[] bytes, int step, int portionLength, BlockPool pool) =>
        DecompressAsync(format, bytes, step, portionLength, pool).GetAwaiter().GetResult();

    private static async Task<byte[]?> DecompressAsync(
        CompressionFormat format, byte[] bytes, int step, int portionLength, BlockPool pool)
    {
        var limits = new DecompressionLimits { BytesMax = BytesMax };
        await using var decompressor = new SliceDecompressor(
            format, new Steps(bytes, step, pool), limits, pool, portionLength);
        using var all = new MemoryStream();
        try
        {
            while (true)
            {
                using BufferSlice portion = await decompressor.ReadAsync();
                if (portion.IsEmpty)
                {
                    return all.ToArray();
                }

                Verify.True(portion.Length <= portionLength, "A portion is too long");
                all.Write(portion.ToArray());
                Verify.True(all.Length <= BytesMax, "More than the limit came out");
            }
        }
        catch (InvalidDataException)
        {
            // The answer for bytes that are not compressed, cut off, or too long when they are decompressed.
            return null;
        }
    }

    private sealed class Steps(byte[] bytes, int step, BlockPool pool) : SliceSource
    {
        private int _position;

        public override ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default)
        {
            int count = Math.Min(step, bytes.Length - _position);
            BufferSlice portion = BufferSlice.CopyFrom(bytes.AsSpan(_position, count), pool);
            _position += count;
            return new ValueTask<BufferSlice>(portion);
        }
    }
}
