using System;
using System.Text;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class Crc32CTests
{
    /// <summary>The definition, a bit at a time.</summary>
    private static uint Slowly(ReadOnlySpan<byte> bytes)
    {
        uint state = uint.MaxValue;
        foreach (byte value in bytes)
        {
            state ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                state = (state & 1) == 0 ? state >> 1 : (state >> 1) ^ 0x82F63B78;
            }
        }

        return ~state;
    }

    [Fact]
    public void Append_CheckValue_IsThePublishedOne() =>
        Assert.Equal(0xE3069283, Crc32C.Append(0, Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Append_AnyLengthAndCut_IsTheDefinition()
    {
        byte[] bytes = new byte[70];
        new Random(7).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            using GuardedMemory memory = GuardedMemory.CopyOf(bytes.AsSpan(0, length));
            ReadOnlySpan<byte> span = memory.GetSpan();
            uint expected = Slowly(bytes.AsSpan(0, length));
            Assert.Equal(expected, Crc32C.Append(0, span));
            Assert.Equal(expected, Crc32C.Append(Crc32C.Append(0, span[..(length / 3)]), span[(length / 3)..]));
        }
    }

    [Fact]
    public void Append_SliceInChunks_IsThatOfTheBytes()
    {
        using BufferSlice left = BufferSlice.CopyFrom("12345"u8);
        using BufferSlice right = BufferSlice.CopyFrom("6789"u8);
        using BufferSlice both = BufferSlice.Concat(left, right);
        Assert.Equal(0xE3069283, Crc32C.Append(0, both));
        Assert.Equal(0u, Crc32C.Append(0, BufferSlice.Empty));
    }
}
