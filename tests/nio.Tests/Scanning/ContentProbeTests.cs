using System;
using System.Linq;
using System.Text;
using Native.TestKit;
using Nio.Scanning;
using Xunit;

namespace Nio.Tests.Scanning;

public sealed class ContentProbeTests
{
    [Theory]
    [InlineData("", "00000000")]
    [InlineData("a", "c1d04330")]
    [InlineData("123456789", "e3069283")]
    [InlineData("The quick brown fox jumps over the lazy dog", "22620404")]
    public void Crc32C_KnownTexts_HaveTheirSums(string text, string expected)
    {
        Crc32CProbe probe = new();
        foreach (byte[][] chunks in Chunkings.All(Encoding.ASCII.GetBytes(text)))
        {
            Array.ForEach(chunks, chunk => probe.Add(chunk));
            Assert.Equal(expected, probe.Finish().Digest);
        }
    }

    [Fact]
    public void Crc32C_Zeros_AreThoseOfTheStandard()
    {
        // RFC 3720, B.4: 32 bytes of zeros, written there in the order of bytes.
        Crc32CProbe probe = new();
        probe.Add(new byte[32]);
        Assert.Equal("8a9136aa", probe.Finish().Digest);
    }

    [Fact]
    public void Entropy_KnownShares_AreExact()
    {
        EntropyProbe probe = new();
        Assert.Equal(0, probe.Finish().Entropy);
        probe.Add(new byte[1000]);
        Assert.Equal(0, probe.Finish().Entropy);
        probe.Add([.. Enumerable.Range(0, 256).Select(static value => (byte)value)]);
        Assert.Equal(8, probe.Finish().Entropy, 12);
        probe.Add("ab"u8);
        probe.Add("a"u8);
        probe.Add("b"u8);
        Assert.Equal(1, probe.Finish().Entropy, 12);
    }

    [Theory]
    [InlineData("abc", "616263")]
    [InlineData(@"a\x00\xFf\n\r\t\0\\", "6100ff0a0d09005c")]
    [InlineData("é", "c3a9")]
    [InlineData("😀", "f09f9880")]
    [InlineData("", null)]
    [InlineData(@"\", null)]
    [InlineData(@"\x4", null)]
    [InlineData(@"\xzz", null)]
    [InlineData(@"\q", null)]
    public void Pattern_EachSyntax_IsItsBytes(string text, string? expected)
    {
        bool isPattern = PatternSyntax.TryParse(text, out byte[] bytes);
        Assert.Equal(expected is not null, isPattern);
        Assert.Equal(expected, isPattern ? Convert.ToHexStringLower(bytes) : null);
    }

    [Fact]
    public void Pattern_HalfACharacter_IsRefused()
    {
        Assert.False(PatternSyntax.TryParse("a" + '\ud800', out _));
    }

    [Fact]
    public void Slowest_ManyFiles_AreTheSlowestInOrder()
    {
        SlowestFiles slowest = new();
        foreach (int number in new[] { 3, 9, 1, 7, 5, 8, 2, 6, 4 })
        {
            slowest.Add(TimeSpan.FromMilliseconds(number), number, $"{number}");
        }

        Assert.Equal([9L, 8, 7, 6, 5], slowest.Files.Select(static file => file.Length));
    }
}
