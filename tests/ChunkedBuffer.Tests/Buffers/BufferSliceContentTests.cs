using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

/// <summary>What slices and buffers offer over the algorithms of Searching/ and Text/.</summary>
public sealed class BufferSliceContentTests
{
    [Fact]
    public void Split_ManyChunks_SharesTheParts()
    {
        using var factory = new BufferFactory();
        using ChunkedBuffer buffer = factory.Chunks("a,b", "b,,", "c");
        BufferSlice[] parts;
        using (BufferSlice slice = buffer.TakeAll())
        {
            parts = slice.Split(","u8);
        }

        Assert.Equal(["a", "bb", "", "c"], parts.Select(static part => part.GetString()));
        DisposeAll(parts);
    }

    [Fact]
    public void Split_IntoTooLittleRoom_LastPartIsTheRest()
    {
        using var factory = new BufferFactory();
        using BufferSlice slice = BufferSlice.CopyFrom("k=v=w"u8, factory.Pool);
        BufferSlice[] parts = new BufferSlice[3];

        Assert.Equal(2, slice.Split("="u8, parts.AsSpan(0, 2)));
        Assert.Equal(["k", "v=w"], parts.Take(2).Select(static part => part.GetString()));
        DisposeAll(parts.AsSpan(0, 2));
        Assert.Equal(3, slice.Split("="u8, parts));
        DisposeAll(parts);
        Assert.Equal(0, slice.Split("="u8, []));
        Assert.Throws<ArgumentException>(() => slice.Split(default, parts));
    }

    [Fact]
    public void SplitWordsLinesTrim_OneSliceOfManyChunks_AreParts()
    {
        using var factory = new BufferFactory();
        using ChunkedBuffer buffer = factory.Chunks("  one t", "wo\r", "\nthree ", "\n ");
        using BufferSlice slice = buffer.Peek(-1);

        BufferSlice[] words = slice.Split();
        BufferSlice[] lines = slice.Lines();
        BufferSlice[] ends = slice.Lines(keepEnds: true);
        using BufferSlice trimmed = slice.Trim();
        using BufferSlice start = slice.TrimStart();
        using BufferSlice end = slice.TrimEnd();
        using BufferSlice ones = slice.Trim(" oen\n"u8);
        using BufferSlice leading = slice.TrimStart(" o"u8);
        using BufferSlice trailing = slice.TrimEnd(" \n"u8);

        Assert.Equal(["one", "two", "three"], words.Select(static word => word.GetString()));
        Assert.Equal(["  one two", "three ", " "], lines.Select(static line => line.GetString()));
        Assert.Equal(["  one two\r\n", "three \n", " "], ends.Select(static line => line.GetString()));
        Assert.Equal("one two\r\nthree", trimmed.GetString());
        Assert.Equal("one two\r\nthree \n ", start.GetString());
        Assert.Equal("  one two\r\nthree", end.GetString());
        Assert.Equal("two\r\nthr", ones.GetString());
        Assert.Equal("ne two\r\nthree \n ", leading.GetString());
        Assert.Equal("  one two\r\nthree", trailing.GetString());
        DisposeAll(words);
        DisposeAll(lines);
        DisposeAll(ends);
    }

    [Fact]
    public void Equality_SameContentInOtherChunks_IsEqualAndHashesEqual()
    {
        using var factory = new BufferFactory();
        using ChunkedBuffer buffer = factory.Chunks("he", "l", "lo");
        using BufferSlice many = buffer.Peek(-1);
        using BufferSlice one = BufferSlice.CopyFrom("hello"u8, factory.Pool);
        using BufferSlice less = BufferSlice.CopyFrom("hell"u8, factory.Pool);
        var byContent = new Dictionary<BufferSlice, int> { [many] = 7 };

        Assert.True(many == one);
        Assert.False(many != one);
        Assert.True(many.Equals((object)one));
        Assert.False(many.Equals("hello"));
        Assert.Equal(many.GetHashCode(), one.GetHashCode());
        Assert.Equal(7, byContent[one]);
        Assert.False(byContent.ContainsKey(less));
        Assert.True(less < many && less <= many && many > less && many >= less && many >= one && many <= one);
        Assert.Equal(0, many.CompareTo(one));
        Assert.True(default == BufferSlice.Empty);
        Assert.True(default(BufferSlice) < less);
        Assert.True(buffer.SequenceEqual(one));
        Assert.True(buffer.SequenceEqual("hello"u8));
        Assert.True(buffer.SequenceEqual(new ReadOnlySequence<byte>("hello"u8.ToArray())));
        Assert.True(buffer.SequenceCompareTo(less) > 0);
        Assert.True(buffer.SequenceCompareTo("help"u8) < 0);
        Assert.Equal(0, buffer.SequenceCompareTo(new ReadOnlySequence<byte>("hello"u8.ToArray())));
        Assert.Equal(buffer.GetContentHash(), one.GetContentHash());
    }

    [Fact]
    public void ReadOperations_AllSplits_GiveTheSameOnBufferAndSlice()
    {
        byte[] content = "ab\r\ncab\n"u8.ToArray();
        SearchValues<byte> ends = SearchValues.Create("\r\n"u8);
        using var factory = new BufferFactory();
        foreach (byte[][] chunks in Chunkings.All(content))
        {
            using ChunkedBuffer buffer = factory.Chunks(chunks);
            using BufferSlice slice = buffer.Peek(-1);
            int[] positions = new int[4];
            long[] longs = new long[4];

            Assert.Equal((5, 5), (buffer.IndexOf((byte)'a', 1), slice.IndexOf((byte)'a', 1)));
            Assert.Equal((5, 5), (buffer.IndexOf("ab"u8, 1), slice.IndexOf("ab"u8, 1)));
            Assert.Equal((2, 2), (buffer.IndexOfAny(ends), slice.IndexOfAny(ends)));
            Assert.Equal((5, 5), (buffer.LastIndexOf("ab"u8), slice.LastIndexOf("ab"u8)));
            Assert.Equal((6, 6), (buffer.LastIndexOf((byte)'b'), slice.LastIndexOf((byte)'b')));
            Assert.Equal((3, 3), (buffer.LastIndexOfAny(ends, 0, 7), slice.LastIndexOfAny(ends, 0, 7)));
            Assert.Equal((2, 2), (buffer.FindAll((byte)'\n', positions), slice.FindAll((byte)'\n', longs)));
            Assert.Equal([3, 7], positions[..2]);
            Assert.Equal([3L, 7L], longs[..2]);
            Assert.Equal((2, 2), (buffer.Count((byte)'b'), slice.Count((byte)'b')));
            Assert.True(buffer.StartsWith("ab\r"u8) && slice.StartsWith("ab\r"u8));
            Assert.True(buffer.EndsWith("ab\n"u8) && slice.EndsWith("ab\n"u8));
            Assert.Equal(content, buffer.ToArray());
            Assert.Equal((3, 3), (buffer.CopyTo(5, new byte[9]), slice.CopyTo(5, new byte[9])));
            Assert.Equal("ab\r\ncab\n", buffer.GetString());
            Assert.Equal("ab\r\ncab\n", slice.GetString(Encoding.ASCII));
            Assert.True(buffer.IsValidUtf8() && slice.IsValidUtf8());
            Assert.Equal(Utf8Validity.Valid, slice.ValidateUtf8());
        }
    }

    [Fact]
    public void TryParse_SplitDigits_GivesTheNumber()
    {
        using var factory = new BufferFactory();
        using ChunkedBuffer buffer = factory.Chunks("1", "2", "3");
        using BufferSlice slice = buffer.Peek(-1);

        Assert.True(buffer.TryParse(out long signed) && signed == 123);
        Assert.True(slice.TryParse(out ulong unsigned) && unsigned == 123);
        Assert.True(slice.TryParse(out double real) && real == 123);
        Assert.True(slice.TryParse(out decimal exact) && exact == 123);
        Assert.False(default(BufferSlice).TryParse(out signed));
    }

    [Fact]
    public void ReadOperations_DisposedBuffer_Throw()
    {
        using var factory = new BufferFactory();
        ChunkedBuffer buffer = factory.Chunks("a", "b");
        buffer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => buffer.IndexOf((byte)'a'));
        Assert.Throws<ObjectDisposedException>(() => buffer.GetString());
        Assert.Throws<ObjectDisposedException>(() => buffer.SequenceEqual("ab"u8));
        Assert.Throws<ObjectDisposedException>(() => buffer.ToArray());
        Assert.Throws<ObjectDisposedException>(() => buffer.EnumerateLines().MoveNext());
    }

    [Fact]
    public void ReadOperations_StaleSlice_Throw()
    {
        using var factory = new BufferFactory();
        BufferSlice slice = BufferSlice.CopyFrom("a\nb"u8, factory.Pool);
        slice.Dispose();

        Assert.Throws<ObjectDisposedException>(() => slice.IndexOf((byte)'a'));
        Assert.Throws<ObjectDisposedException>(() => slice.GetString());
        Assert.Throws<ObjectDisposedException>(() => slice.GetHashCode());
        Assert.Throws<ObjectDisposedException>(() => slice.Split("\n"u8));
        Assert.Throws<ObjectDisposedException>(() => slice.Trim());
        Assert.Throws<ObjectDisposedException>(() => slice.EnumerateLines().MoveNext());
    }

    [Fact]
    public void IndexOf_OpenLease_SearchesWhatIsCommitted()
    {
        using var factory = new BufferFactory();
        using ChunkedBuffer buffer = factory.Chunks("ab", "cd");
        Span<byte> lease = buffer.GetSpan(10);
        "cdx"u8.CopyTo(lease);

        Assert.Equal(-1, buffer.IndexOf("dc"u8));
        Assert.Equal(-1, buffer.IndexOf((byte)'x'));
        Assert.Equal("abcd", buffer.GetString());
        buffer.Advance(3);
        Assert.Equal(3, buffer.IndexOf("dcdx"u8));
    }

    private static void DisposeAll(ReadOnlySpan<BufferSlice> slices)
    {
        foreach (BufferSlice slice in slices)
        {
            slice.Dispose();
        }
    }
}
