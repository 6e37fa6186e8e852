using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed partial class BufferReaderTests
{
    [Theory]
    [InlineData("abcd\n", "abcd")]
    [InlineData("abc\r\n", "abc")]
    [InlineData("\r\n", "")]
    [InlineData("\n", "")]
    [InlineData("abc\r", null)]
    [InlineData("", null)]
    [InlineData("a\rb\n", "a\rb")]
    [InlineData("a\r\r\n", "a\r")]
    [InlineData("\n\r\n", "")]
    public void TryReadLine_EverySplit_StripsOneEnd(string input, string? expected)
    {
        foreach (byte[][] chunks in Chunkings.All(Encoding.Latin1.GetBytes(input)))
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                bool isRead = reader.TryReadLine(out ReadOnlySpan<byte> line);
                Assert.Equal(expected, isRead ? Encoding.Latin1.GetString(line) : null);
                Assert.Equal(isRead ? input.IndexOf('\n', StringComparison.Ordinal) + 1 : 0, reader.Consumed);
            });
        }
    }

    [Fact]
    public void TryReadLine_RandomText_AgreesWithTheModel()
    {
        SeededRandom.Check(300, random =>
        {
            // Long and short gaps between ends, in chunks that are shorter, longer and as long as a search window.
            string letters = random.Chance(50) ? "\n\r" : "\n\r" + new string('x', random.Next(1, 80));
            byte[] bytes = random.NextBytes(random.NextLength(600), Encoding.Latin1.GetBytes(letters));
            string[] expected = Lines(new ContiguousReader(bytes)).ToArray();
            int chunkLength = random.Pick<int>([1, 7, 63, 64, 65, 128, 200, 1000]);
            _sources.ForEach(Chunkings.Fixed(bytes, chunkLength), (ref BufferReader reader) =>
            {
                List<string> lines = [];
                while (reader.TryReadLine(out ReadOnlySpan<byte> line))
                {
                    lines.Add(Encoding.Latin1.GetString(line));
                }

                Assert.Equal(expected, lines);
                Assert.Equal(Array.LastIndexOf(bytes, (byte)'\n') + 1, reader.Consumed);
            });
        });

        static IEnumerable<string> Lines(ContiguousReader model)
        {
            while (model.ReadLine() is { } line)
            {
                yield return Encoding.Latin1.GetString(line);
            }
        }
    }

    [Theory]
    [InlineData("abc\n", ReadStatus.Done)]
    [InlineData("abcd\n", ReadStatus.Done)]
    [InlineData("abcd\r\n", ReadStatus.Done)]
    [InlineData("abcd\r", ReadStatus.NeedMoreData)]
    [InlineData("abcd", ReadStatus.NeedMoreData)]
    [InlineData("abcde", ReadStatus.TooLong)]
    [InlineData("abcde\n", ReadStatus.TooLong)]
    [InlineData("abcd\rx", ReadStatus.TooLong)]
    [InlineData("abcd\r\r\n", ReadStatus.TooLong)]
    [InlineData("abcdef\r\n", ReadStatus.TooLong)]
    public void TryReadLine_Limit_EverySplit_CountsTheLineOnly(string input, ReadStatus expected)
    {
        foreach (byte[][] chunks in Chunkings.All(Encoding.Latin1.GetBytes(input)))
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                Assert.Equal(expected, reader.TryReadLine(4, out ReadOnlySpan<byte> line));
                Assert.Equal(expected == ReadStatus.Done ? input.Length : 0, reader.Consumed);
                Assert.Equal(expected == ReadStatus.Done ? input.TrimEnd().Length : 0, line.Length);
            });
        }
    }

    [Fact]
    public void TryReadLine_SameAnswersAsTheBuffer_ForEveryLimit()
    {
        foreach (string input in new[] { "ab\r\n", "ab\n", "ab\r", "ab", "ab\rc\n", "\r\n", "ab\r\r\n" })
        {
            for (int limit = 0; limit < 6; limit++)
            {
                using ChunkedBuffer buffer = _sources.Buffer([.. input.Select(static letter => letter.ToString())]);
                BufferReader reader = new(buffer);
                ReadStatus read = reader.TryReadLine(limit, out _);
                reader.Dispose();
                TakeStatus taken = buffer.TryTakeLine(limit, out BufferSlice line);
                line.Dispose();
                Assert.Equal($"{input} {taken}".Replace("Taken", "Done", StringComparison.Ordinal), $"{input} {read}");
            }
        }
    }

    [Fact]
    public void TryReadLine_AfterOtherReads_SearchesFromWhereTheyEnded()
    {
        string text = string.Concat(Enumerable.Range(0, 40).Select(static index => $"line {index}\n"));
        _sources.ForEach([text[..150], text[150..]], (ref BufferReader reader) =>
        {
            Assert.True(reader.TryReadLine(out _));
            reader.Advance(3);
            Assert.True(reader.TryReadLine(out ReadOnlySpan<byte> line));
            Assert.Equal("e 1"u8, line);
            reader.Rewind(7);
            Assert.True(reader.TryReadLine(out line));
            Assert.Equal("line 1"u8, line);
            reader.Advance(70);
            reader.Rewind(70);
            Assert.True(reader.TryReadLine(out line));
            Assert.Equal("line 2"u8, line);
            reader.Rewind(reader.Consumed);
            int count = 0;
            while (reader.TryReadLine(out line))
            {
                Assert.Equal($"line {count++}", Encoding.Latin1.GetString(line));
            }

            Assert.Equal(40, count);
        });
    }
}
