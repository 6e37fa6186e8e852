using System;
using System.ComponentModel;
using System.Text;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed partial class BufferReaderTests
{
    public static TheoryData<LengthPrefix, string> Prefixes => new()
    {
        { LengthPrefix.Byte, "03" },
        { LengthPrefix.UInt16BigEndian, "0003" },
        { LengthPrefix.UInt16LittleEndian, "0300" },
        { LengthPrefix.UInt24BigEndian, "000003" },
        { LengthPrefix.UInt24LittleEndian, "030000" },
        { LengthPrefix.UInt32BigEndian, "00000003" },
        { LengthPrefix.UInt32LittleEndian, "03000000" },
        { LengthPrefix.UInt64BigEndian, "0000000000000003" },
        { LengthPrefix.UInt64LittleEndian, "0300000000000000" },
        { LengthPrefix.VarUInt32, "03" },
        { LengthPrefix.VarUInt64, "03" },
    };

    [Fact]
    public void TryReadExact_EverySplitAndLength_IsOneRun()
    {
        byte[] bytes = [.. "01234567"u8];
        foreach (byte[][] chunks in Chunkings.All(bytes))
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                for (int length = 0; length <= bytes.Length; length++)
                {
                    Assert.True(reader.TryReadExact(length, out ReadOnlySpan<byte> run));
                    Assert.Equal(bytes.AsSpan(0, length), run);
                    Assert.False(reader.TryReadExact(bytes.Length - length + 1, out run));
                    Assert.True(run.IsEmpty);
                    Assert.Equal(length, reader.Consumed);
                    reader.Rewind(length);
                }
            });
        }
    }

    [Fact]
    public void TryCopyToAndTryRead_EverySplit_FillTheDestinationOrLeaveIt()
    {
        foreach (byte[][] chunks in Chunkings.All("0123456"u8))
        {
            _sources.ForEach(chunks, static (ref BufferReader reader) =>
            {
                Span<byte> destination = stackalloc byte[5];
                Assert.True(reader.TryCopyTo(destination));
                Assert.Equal("01234"u8, destination);
                Assert.Equal(0, reader.Consumed);
                Assert.True(reader.TryRead(destination[..4]));
                Assert.Equal("01234"u8, destination);
                destination.Clear();
                Assert.False(reader.TryRead(destination));
                Assert.False(reader.TryCopyTo(destination));
                Assert.Equal(-1, destination.IndexOfAnyExcept((byte)0));
                Assert.Equal(4, reader.Consumed);
            });
        }
    }

    [Fact]
    public void TryReadString_CodePointsInPieces_AreDecodedWhole()
    {
        const string Text = "aé€\U0001F600";
        byte[] bytes = Encoding.UTF8.GetBytes(Text);
        foreach (byte[][] chunks in Chunkings.All(bytes))
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                Assert.True(reader.TryReadString(bytes.Length, out string? text));
                Assert.Equal(Text, text);
                Assert.False(reader.TryReadString(1, out text));
                Assert.Null(text);
                Assert.True(reader.TryReadString(0, out text));
                Assert.Empty(text);
            });
        }
    }

    [Fact]
    public void TryReadString_EncodingThatThrows_LeavesThePosition()
    {
        UTF8Encoding strict = new(false, throwOnInvalidBytes: true);
        _sources.ForEach(["\u0004a", "b\u00FF", "c"], (ref BufferReader reader) =>
        {
            AssertThrows<DecoderFallbackException>(
                ref reader, (ref BufferReader r) => r.TryReadString(5, strict, out _));
            Assert.Equal(0, reader.Consumed);
            AssertThrows<DecoderFallbackException>(
                ref reader, (ref BufferReader r) => r.TryReadLengthPrefixedString(LengthPrefix.Byte, 9, strict, out _));
            Assert.Equal(0, reader.Consumed);
            Assert.True(reader.TryReadString(3, strict, out string? text));
            Assert.Equal("\u0004ab", text);
        });
    }

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void TryReadLengthPrefixed_EveryPrefixAndSplit_ReadsOrStays(LengthPrefix prefix, string hex)
    {
        byte[] bytes = [.. Convert.FromHexString(hex), .. "abc"u8];
        foreach (byte[][] chunks in Chunkings.All(bytes))
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                ReadStatus tooLong = reader.TryReadLengthPrefixed(prefix, 2, out ReadOnlySpan<byte> value);
                Assert.Equal((ReadStatus.TooLong, 0L), (tooLong, reader.Consumed));
                Assert.Equal(ReadStatus.Done, reader.TryReadLengthPrefixed(prefix, 3, out value));
                Assert.Equal("abc"u8, value);
                Assert.True(reader.End);
                reader.Rewind(bytes.Length);
                ReadStatus status = reader.TryReadLengthPrefixedString(prefix, 3, Encoding.UTF8, out string? text);
                Assert.Equal((ReadStatus.Done, "abc"), (status, text));
            });
        }

        for (int length = 0; length < bytes.Length; length++)
        {
            _sources.ForEach(Chunkings.Fixed(bytes.AsSpan(0, length), 2), (ref BufferReader reader) =>
            {
                Assert.Equal(ReadStatus.NeedMoreData, reader.TryReadLengthPrefixed(prefix, 3, out _));
                Assert.Equal(0, reader.Consumed);
            });
        }
    }

    [Fact]
    public void TryReadLengthPrefixed_BadPrefixes_AreTheirOwnOutcome()
    {
        _sources.ForEach(["\u0080", "\0abc"], static (ref BufferReader reader) =>
        {
            Assert.Equal(ReadStatus.Malformed, reader.TryReadLengthPrefixed(LengthPrefix.VarUInt32, 9, out _));
            Assert.Equal(0, reader.Consumed);
            AssertThrows<InvalidEnumArgumentException>(
                ref reader, static (ref BufferReader r) => r.TryReadLengthPrefixed((LengthPrefix)99, 9, out _));
            AssertThrows<ArgumentOutOfRangeException>(
                ref reader, static (ref BufferReader r) => r.TryReadLengthPrefixed(LengthPrefix.Byte, -1, out _));
        });
        _sources.ForEach(["\u00FF\u00FF\u00FF\u00FF", "\u00FF\u00FF\u00FF\u00FFx"], static (ref BufferReader reader) =>
        {
            ReadStatus status = reader.TryReadLengthPrefixed(LengthPrefix.UInt64BigEndian, int.MaxValue, out _);
            Assert.Equal(ReadStatus.TooLong, status);
            Assert.Equal(0, reader.Consumed);
        });
    }

    [Fact]
    public void TryReadBlob_EverySplit_SharesTheSource()
    {
        foreach (byte[][] chunks in Chunkings.All("01234567"u8))
        {
            _sources.ForEachShareable(chunks, static (ref BufferReader reader) =>
            {
                Assert.True(reader.TryReadBlob(0, out BufferSlice empty));
                Assert.True(empty.IsEmpty);
                Assert.True(reader.TryReadBlob(3, out BufferSlice first));
                Assert.Equal("012", first.TakeText());
                Assert.False(reader.TryReadBlob(6, out BufferSlice none));
                Assert.True(none.IsEmpty);
                Assert.Equal(3, reader.Consumed);
                Assert.True(reader.TryReadBlob(5, out BufferSlice second));
                Assert.Equal("34567", second.TakeText());
                Assert.True(reader.End);
            });
        }
    }

    [Fact]
    public void TryReadLengthPrefixedBlob_EverySplit_ReadsOrStays()
    {
        foreach (byte[][] chunks in Chunkings.All("\0\u0003abc\0\u0004x"u8))
        {
            _sources.ForEachShareable(chunks, static (ref BufferReader reader) =>
            {
                LengthPrefix prefix = LengthPrefix.UInt16BigEndian;
                Assert.Equal(ReadStatus.TooLong, reader.TryReadLengthPrefixedBlob(prefix, 2, out BufferSlice blob));
                Assert.Equal(ReadStatus.Done, reader.TryReadLengthPrefixedBlob(prefix, 3, out blob));
                Assert.Equal("abc", blob.TakeText());
                Assert.Equal(ReadStatus.NeedMoreData, reader.TryReadLengthPrefixedBlob(prefix, 9, out blob));
                Assert.True(blob.IsEmpty);
                Assert.Equal(5, reader.Consumed);
            });
        }
    }

    [Fact]
    public void TryReadBlob_OneChunk_CopiesNothing()
    {
        using ChunkedBuffer buffer = _sources.Buffer("0123456789");
        BufferReader reader = new(buffer);
        reader.Advance(2);
        Assert.True(reader.TryReadBlob(4, out BufferSlice blob));
        using (blob)
        {
            ReadOnlySpan<byte> source = buffer.View[0];
            Assert.True(source.Slice(2, 4) == blob.AsSpan());
        }
    }
}
