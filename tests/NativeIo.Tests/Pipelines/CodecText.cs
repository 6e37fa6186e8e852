using System;
using System.IO;
using System.IO.Compression;
using System.Text;
using ChunkedBuffers;

namespace NativeIo.Tests;

/// <summary>What the tests of codecs compress, and the framework's own streams to compare with.</summary>
internal static class CodecText
{
    public static byte[] Repeating(int length)
    {
        byte[] line = Encoding.ASCII.GetBytes("The quick brown fox jumps over the lazy dog.\n");
        byte[] text = new byte[length];
        for (int index = 0; index < length; index++)
        {
            text[index] = line[index % line.Length];
        }

        return text;
    }

    public static byte[] Compress(CompressionFormat format, ReadOnlySpan<byte> bytes, int level, BlockPool pool)
    {
        using var output = new ChunkedBuffer(pool);
        using var compressor = new SliceCompressor(format, level);
        compressor.Write(bytes, output);
        compressor.Finish(output);
        return output.ToArray();
    }

    public static byte[] DecompressByFramework(CompressionFormat format, byte[] compressed)
    {
        using var input = new MemoryStream(compressed);
        using Stream decoder = format switch
        {
            CompressionFormat.Brotli => new BrotliStream(input, CompressionMode.Decompress),
            CompressionFormat.ZLib => new ZLibStream(input, CompressionMode.Decompress),
            CompressionFormat.GZip => new GZipStream(input, CompressionMode.Decompress),
            _ => new DeflateStream(input, CompressionMode.Decompress),
        };
        using var output = new MemoryStream();
        decoder.CopyTo(output);
        return output.ToArray();
    }
}
