using System;
using System.Linq;
using System.Text;
using ChunkedBuffers.Tests.Searching;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Text;

public sealed class ChunkTextTests
{
    public static TheoryData<byte[]> Contents =>
    [
        "a\u00e9\u20ac\U0001F600z"u8.ToArray(),
        "\U0001F600\U0001F601"u8.ToArray(),
        new byte[] { 0xF0, 0x9F, 0x98 },
        new byte[] { 0x61, 0xF0, 0x9F, 0x62, 0xE2, 0x82 },
        new byte[] { 0xC0, 0x80, 0xED, 0xA0, 0x80, 0xF4, 0x90, 0x80, 0x80 },
        new byte[] { 0x80, 0xBF, 0xFF, 0xFE, 0xC3, 0x28 },
        new byte[] { 0xE2, 0x28, 0xA1, 0xF0, 0x28, 0x8C, 0xBC },
        Array.Empty<byte>(),
    ];

    [Theory]
    [MemberData(nameof(Contents))]
    public void GetString_AllSplits_DecodesAsTheWhole(byte[] content)
    {
        foreach (Encoding encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.Latin1, Encoding.UTF32 })
        {
            string expected = encoding.GetString(content);
            foreach (byte[][] chunks in Chunkings.All(content))
            {
                using var input = new ChunkedInput(chunks);
                Assert.Equal(expected, ChunkText.GetString(input.View, encoding));
            }
        }
    }

    [Fact]
    public void GetString_LongerThanWhatIsJoined_DecodesAsTheWhole()
    {
        SeededRandom.Check(10, static random =>
        {
            byte[] content = Encoding.UTF8.GetBytes(
                string.Concat(Enumerable.Repeat("ab\u00e9\u20ac\U0001F600", 9000 + random.Next(50))));
            for (int damage = random.Next(20); damage > 0; damage--)
            {
                content[random.Next(content.Length)] = (byte)random.Next(256);
            }

            string expected = Encoding.UTF8.GetString(content);
            string expectedUtf16 = Encoding.Unicode.GetString(content);
            foreach (int chunkLength in new[] { 7, 1021, 50_000 })
            {
                using var input = new ChunkedInput(Chunkings.Fixed(content, chunkLength));
                Assert.Equal(expected, ChunkText.GetString(input.View, null));
                Assert.Equal(expectedUtf16, ChunkText.GetString(input.View, Encoding.Unicode));
            }
        });
    }

    [Fact]
    public void GetString_AfterACutCodePoint_StartsAfresh()
    {
        byte[] cut = [.. Enumerable.Repeat((byte)'a', 70_000), 0xF0, 0x9F];
        byte[] whole = [.. Enumerable.Repeat((byte)'b', 70_000), (byte)'c'];
        using var cutInput = new ChunkedInput(Chunkings.Fixed(cut, 10_000));
        using var wholeInput = new ChunkedInput(Chunkings.Fixed(whole, 10_000));

        Assert.Equal(Encoding.UTF8.GetString(cut), ChunkText.GetString(cutInput.View, null));
        Assert.Equal(Encoding.UTF8.GetString(whole), ChunkText.GetString(wholeInput.View, null));
    }

    [Theory]
    [MemberData(nameof(Contents))]
    public void ValidateUtf8_AllSplitsAndPrefixes_SaysWhetherMoreCouldHelp(byte[] content)
    {
        for (int length = 0; length <= content.Length; length++)
        {
            byte[] prefix = content[..length];
            Utf8Validity expected = Model(prefix);
            foreach (byte[][] chunks in Chunkings.All(prefix))
            {
                using var input = new ChunkedInput(chunks);
                Assert.Equal(expected, ChunkText.ValidateUtf8(input.View));
            }
        }
    }

    [Fact]
    public void ValidateUtf8_RandomBytes_EqualsTheModel()
    {
        SeededRandom.Check(300, static random =>
        {
            byte[] content = random.Chance(50)
                ? random.NextBytes(random.NextLength(12), [0x41, 0xC3, 0xA9, 0xE2, 0x82, 0xF0, 0x9F, 0x98, 0x80])
                : Encoding.UTF8.GetBytes("z\u20ac\U0001F600\u00e9")[..random.Next(1, 10)];
            Utf8Validity expected = Model(content);
            foreach (byte[][] chunks in Chunkings.All(content))
            {
                using var input = new ChunkedInput(chunks);
                Assert.Equal(expected, ChunkText.ValidateUtf8(input.View));
            }
        });
    }

    /// <summary>Decodes code point by code point; what needs more data is incomplete, but only at the end.</summary>
    private static Utf8Validity Model(byte[] content)
    {
        ReadOnlySpan<byte> rest = content;
        while (!rest.IsEmpty)
        {
            switch (Rune.DecodeFromUtf8(rest, out _, out int length))
            {
                case System.Buffers.OperationStatus.Done:
                    rest = rest[length..];
                    break;
                case System.Buffers.OperationStatus.NeedMoreData:
                    return Utf8Validity.Incomplete;
                default:
                    return Utf8Validity.Invalid;
            }
        }

        return Utf8Validity.Valid;
    }
}
