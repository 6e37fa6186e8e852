using System;
using System.Collections.Generic;
using System.Linq;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Tests.Caching;

public sealed class DistributedCacheKeysTests
{
    [Theory]
    [InlineData("session-1_a.b", "session-1_a.b")]
    [InlineData("", "%")]
    [InlineData("%", "%0025")]
    [InlineData("~", "%007e")]
    [InlineData("..", "%002e%002e")]
    [InlineData(".", "%002e")]
    [InlineData("a.", "a%002e")]
    [InlineData("a.b", "a.b")]
    [InlineData("con", "%0063on")]
    [InlineData("nul.txt", "%006eul.txt")]
    [InlineData("lpt0", "%006cpt0")]
    [InlineData("console", "console")]
    [InlineData("com", "com")]
    [InlineData(".hidden", "%002ehidden")]
    [InlineData("a/b", "a%002fb")]
    [InlineData("A", "%0041")]
    [InlineData("é", "%00e9")]
    [InlineData("\ud83d\ude00", "%d83d%de00")]
    [InlineData("\0", "%0000")]
    public void NameOf_Key_IsTheNameThatIsWritten(string key, string name) =>
        Assert.Equal(name, DistributedCacheKeys.NameOf(key));

    [Fact]
    public void NameOf_HalfOfASurrogatePair_IsKept() =>

        // An attribute's argument is UTF-8, which cannot hold it.
        Assert.Equal("%d800", DistributedCacheKeys.NameOf("\ud800"));

    [Fact]
    public void NameOf_LongKey_IsAHash()
    {
        string longest = new('k', DistributedCacheKeys.NameLengthMax);
        Assert.Equal(longest, DistributedCacheKeys.NameOf(longest));
        Assert.Matches("^~[0-9a-f]{64}$", DistributedCacheKeys.NameOf(longest + "k"));
        Assert.NotEqual(DistributedCacheKeys.NameOf(longest + "k"), DistributedCacheKeys.NameOf(longest + "l"));
        Assert.NotEqual(
            DistributedCacheKeys.NameOf(longest + "\ud800"), DistributedCacheKeys.NameOf(longest + "\ud801"));
    }

    [Fact]
    public void NameOf_RandomKeys_AreValidAndHaveNamesOfTheirOwn()
    {
        SeededRandom.Check(5, random =>
        {
            // Few characters, so that keys are often alike.
            const string Characters = "aA.%~/-0com1\ud800é \\";
            var windows = new PlainKeys(foldsCase: true, isWindows: true);
            var keys = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            for (int count = 0; count < 2000; count++)
            {
                string key = new([.. Enumerable.Range(0, random.Next(6))
                    .Select(_ => Characters[random.Next(Characters.Length)])]);
                string name = DistributedCacheKeys.NameOf(key);
                Assert.True(StorageKey.TryParse(name, out StorageKey parsed, out string? reason), reason);
                Assert.Null(windows.Refuse(parsed));
                if (!keys.TryAdd(name, key))
                {
                    Assert.Equal(key, keys[name]);
                }
            }
        });
    }
}
