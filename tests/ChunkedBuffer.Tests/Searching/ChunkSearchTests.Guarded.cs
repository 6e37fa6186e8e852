using System;
using System.Buffers;
using System.Text;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Searching;

/// <content>
/// Vector code between inaccessible pages: a load that begins before the chunk or ends behind it kills the process.
/// </content>
public sealed partial class ChunkSearchTests
{
    private static readonly SearchValues<byte> s_absent = SearchValues.Create("\r\n\0"u8);

    [Theory]
    [InlineData(GuardPlacement.After)]
    [InlineData(GuardPlacement.Before)]
    public void EveryRead_BytesBesideAnInaccessiblePage_StaysInside(GuardPlacement placement)
    {
        int[] positions = new int[256];
        byte[] copy = new byte[256];
        for (int length = 1; length <= 200; length++)
        {
            using GuardedMemory memory = GuardedMemory.Allocate(length, placement);
            Span<byte> bytes = memory.GetSpan();
            bytes.Fill((byte)'a');
            bytes[^1] = (byte)'z';
            using BufferSlice slice = BufferSlice.FromExternal(memory.Memory);
            using var buffer = new ChunkedBuffer(options: new ChunkedBufferOptions { CopyThreshold = 0 });
            buffer.Append(slice);

            Assert.Equal(length - 1, slice.IndexOf((byte)'z'));
            Assert.Equal(-1, slice.IndexOf((byte)'\n'));
            Assert.Equal(length > 1 ? length - 2 : -1, slice.IndexOf("az"u8));
            Assert.Equal(-1, slice.IndexOf("zaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaz"u8));
            Assert.Equal(-1, slice.IndexOfAny(s_absent));
            Assert.Equal(length - 1, slice.LastIndexOf((byte)'z'));
            Assert.Equal(-1, slice.LastIndexOf("zz"u8));
            Assert.Equal(1, slice.FindAll((byte)'z', positions));
            Assert.Equal(length - 1, positions[0]);
            Assert.Equal(length - 1, slice.Count((byte)'a'));
            Assert.False(buffer.TryTakeLine(out _));
            foreach (ReadOnlySpan<byte> line in buffer.EnumerateLines())
            {
                Assert.Equal(length, line.Length);
            }

            using var reader = new BufferReader(slice);
            Assert.False(reader.TryReadLine(out _));
            slice.CopyTo(copy);
            Assert.True(slice.SequenceEqual(copy.AsSpan(0, length)));
            Assert.True(slice.IsValidUtf8());
            using BufferSlice plain = BufferSlice.CopyFrom(copy.AsSpan(0, length));
            Assert.Equal(plain.GetContentHash(), slice.GetContentHash());
            Assert.Equal(Encoding.UTF8.GetString(copy, 0, length), slice.GetString());
        }
    }
}
