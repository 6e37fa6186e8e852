using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Tests.Keys;

public sealed class StorageKeyTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("a/b.json")]
    [InlineData("...")]
    [InlineData("a//b/")]
    [InlineData("/a")]
    [InlineData("..a/b..")]
    [InlineData(" ")]
    [InlineData("\U0001f600")]
    public void Parse_OfAKey_KeepsItAsItIs(string text)
    {
        StorageKey key = text;

        Assert.Equal(text, key.Text);
        Assert.Equal(text, key.ToString());
        Assert.False(key.IsEmpty);
        Assert.True(StorageKey.TryParse(text, out StorageKey other, out string? reason));
        Assert.Equal(key, other);
        Assert.Null(reason);
    }

    [Theory]
    [InlineData(null, "it is empty")]
    [InlineData("", "it is empty")]
    [InlineData("a\0b", "NUL")]
    [InlineData(".", "a segment is '.' or '..'")]
    [InlineData("a/../b", "a segment is '.' or '..'")]
    [InlineData("../a", "a segment is '.' or '..'")]
    [InlineData("a/.", "a segment is '.' or '..'")]
    public void Parse_OfWhatIsNoKey_SaysWhy(string? text, string reason)
    {
        Assert.False(StorageKey.TryParse(text, out StorageKey key, out string? said));
        Assert.True(key.IsEmpty);
        Assert.Contains(reason, said);
        StorageInvalidKeyException error = Assert.Throws<StorageInvalidKeyException>(() => StorageKey.Parse(text!));
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void Parse_OfHalfASurrogatePair_SaysWhere()
    {
        // Not in a theory: what an attribute keeps is well-formed.
        Assert.False(StorageKey.TryParse("ab\ud800", out _, out string? atTheEnd));
        Assert.False(StorageKey.TryParse("\udc00ab", out _, out string? atTheStart));

        Assert.Equal("the character at 2 is half of a surrogate pair", atTheEnd);
        Assert.Equal("the character at 0 is half of a surrogate pair", atTheStart);
    }

    [Fact]
    public void Parse_OfALongText_CountsItsUtf8()
    {
        _ = StorageKey.Parse(new string('a', 1024));
        _ = StorageKey.Parse(new string('\u00e9', 512));
        StorageInvalidKeyException error = Assert.Throws<StorageInvalidKeyException>(
            () => StorageKey.Parse(new string('\u00e9', 513)));

        Assert.Contains("it has 1026 bytes of UTF-8, and 1024 is the most", error.Message);
        Assert.Contains($"'{new string('\u00e9', 80)}...'", error.Message);
    }

    [Fact]
    public void Default_Used_IsNoKey()
    {
        StorageKey key = default;

        Assert.True(key.IsEmpty);
        Assert.Equal("", key.Text);
        Assert.Equal("", key.ToString());
        Assert.Throws<StorageInvalidKeyException>(key.ThrowIfEmpty);
    }

    [Fact]
    public void Equality_OfKeys_IsThatOfTheirBytes()
    {
        StorageKey key = "a";
        StorageKey same = new string('a', 1);
        StorageKey other = "A";

        Assert.True(key == same);
        Assert.True(key != other);
        Assert.True(key.Equals((object)same));
        Assert.False(key.Equals("a".AsMemory()));
        Assert.Equal(key.GetHashCode(), same.GetHashCode());
    }

    [Fact]
    public void Order_OfKeys_IsThatOfUtf8() => SeededRandom.Check(20, static random =>
    {
        string[] pool = ["a", "b", "/", "\u00e9", "\u0800", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff"];
        List<string> texts = [];
        for (int count = 0; count < 50; count++)
        {
            texts.Add(string.Concat(Enumerable.Range(0, 1 + random.Next(4)).Select(_ => random.Pick<string>(pool))));
        }

        foreach (string left in texts)
        {
            foreach (string right in texts)
            {
                int expected = Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
                Assert.Equal(Math.Sign(expected), Math.Sign(StorageKey.Parse(left).CompareTo(right)));
                Assert.Equal(Math.Sign(expected), Math.Sign(Utf8Order.Compare(left, right)));
            }
        }
    });
}
