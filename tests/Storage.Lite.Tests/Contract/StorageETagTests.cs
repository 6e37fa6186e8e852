using System;
using Xunit;

namespace Storage.Lite.Tests.Contract;

public sealed class StorageETagTests
{
    [Fact]
    public void Tag_OfSixteenBytes_IsShownAsHexAndReadBack()
    {
        var tag = new StorageETag(0x0123456789abcdef, 0x1);

        Assert.Equal("0123456789abcdef0000000000000001", tag.ToString());
        Assert.Equal(tag, StorageETag.Parse(tag.ToString()));
        Assert.Equal(tag, StorageETag.Parse($"\"{tag}\""));
        Assert.Equal(tag, StorageETag.FromBytes([1, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0, 0, 0, 0, 0, 0, 0, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageETag.FromBytes(new byte[15]));
    }

    [Theory]
    [InlineData("v1", "v1")]
    [InlineData("\"v1\"", "v1")]
    [InlineData("0123456789ABCDEF0000000000000001", "0123456789ABCDEF0000000000000001")]
    [InlineData("0123456789abcdef0000000000000001-3", "0123456789abcdef0000000000000001-3")]
    public void Tag_OfAnotherService_IsKeptAsText(string text, string expected)
    {
        StorageETag tag = StorageETag.Parse(text);

        Assert.Equal(expected, tag.ToString());
        Assert.False(tag.IsEmpty);
        Assert.True(tag == StorageETag.Parse(expected));
        Assert.Equal(tag.GetHashCode(), StorageETag.Parse(expected).GetHashCode());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\"\"")]
    public void Tag_OfNothing_IsNone(string? text)
    {
        StorageETag tag = StorageETag.Parse(text);

        Assert.True(tag.IsEmpty);
        Assert.Equal("", tag.ToString());
        Assert.True(tag == default);
        Assert.True(tag != new StorageETag(0, 0));
        Assert.False(tag.Equals((object)"v1"));
        Assert.Throws<ArgumentException>(() => StorageCondition.IfMatch(tag));
        Assert.Throws<ArgumentException>(() => StorageCondition.IfNoneMatch(tag));
    }
}
