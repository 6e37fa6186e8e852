using System;
using System.Text;
using Xunit;

namespace Storage.Lite.Tests.Backends;

public sealed class PlainKeysTests
{
    [Theory]
    [InlineData("users/al-2_b.json", true)]
    [InlineData("a b", true)]
    [InlineData("A", false)]
    [InlineData("a/Z", false)]
    [InlineData("a.", false)]
    [InlineData("a /b", false)]
    [InlineData("x~1", false)]
    [InlineData("a:b", false)]
    [InlineData("a\tb", false)]
    [InlineData("é", false)]
    public void Refuse_VolumeThatFoldsCase_TakesWhatNoSystemFolds(string key, bool isTaken)
    {
        Assert.Equal(isTaken, FileKeys.Of(FileLayout.Plain, foldsCase: true).Refuse(key) is null);
    }

    [Theory]
    [InlineData("README.md", false, "readme.md")]
    [InlineData("Users", true, "users/")]
    [InlineData("a.", false, null)]
    [InlineData("É", false, null)]
    public void Decode_VolumeThatFoldsCase_GivesTheKeyThatFindsTheFile(string name, bool isFolder, string? part)
    {
        FileKeys keys = FileKeys.Of(FileLayout.Plain, foldsCase: true);
        Span<byte> decoded = stackalloc byte[512];
        int length = keys.Decode(Encoding.UTF8.GetBytes(name), isFolder, decoded);
        Assert.Equal(part, length < 0 ? null : Encoding.UTF8.GetString(decoded[..length]));
        if (length >= 0)
        {
            Assert.Equal(name, keys.NameOf(decoded[..length], isFolder), ignoreCase: true);
        }
    }
}
