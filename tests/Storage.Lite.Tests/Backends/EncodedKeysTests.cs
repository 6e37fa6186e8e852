using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Tests.Backends;

public sealed class EncodedKeysTests
{
    private static readonly FileKeys s_keys = FileKeys.Of(FileLayout.Encoded);

    [Theory]
    [InlineData("config.json", "config.json.o")]
    [InlineData("a/b", "a.d/b.o")]
    [InlineData("a", "a.o")]
    [InlineData("a/", "a.d/.o")]
    [InlineData("/", ".d/.o")]
    [InlineData("A", "%41.o")]
    [InlineData("%41", "%2541.o")]
    [InlineData("a.d/b", "a.d.d/b.o")]
    [InlineData("con/aux.txt", "%63on.d/%61ux.txt.o")]
    [InlineData("console", "console.o")]
    [InlineData("á", "%c3%a1.o")]
    [InlineData(".storage-lite", ".storage-lite.o")]
    public void PathOf_Key_IsThisForEver(string key, string path) => Assert.Equal(path, s_keys.PathOf(key));

    [Fact]
    public void PathOf_LongSegments_IsCutIntoPiecesOfOneLength()
    {
        string longest = new('é', 512);
        string path = s_keys.PathOf(longest);
        Assert.All(path.Split('/'), static name => Assert.InRange(name.Length, 2, 255));
        Assert.InRange(path.Length, 1, EncodedKeys.PathBytesMax - 1);
        Assert.Equal($"{new string('x', 80)}.c/.o", s_keys.PathOf(new string('x', 80)));
        Assert.Equal($"{new string('x', 79)}.o", s_keys.PathOf(new string('x', 79)));
    }

    [Fact]
    public void PathOf_RandomKeys_IsUndoneByDecode()
    {
        SeededRandom.Check(LongRun.Rounds(shortRun: 500, longRun: 100_000), static random =>
        {
            string[] parts = ["a", "A", "/", "%", ".", "é", "😀", "con", "%41", ".o", new('y', 79), new('z', 81),
                "\u0001"];
            string text = string.Concat(Enumerable.Range(0, 1 + random.Next(12)).Select(_ =>
                parts[random.Next(parts.Length)]));
            if (!StorageKey.TryParse(text, out StorageKey key, out string? _))
            {
                return;
            }

            List<byte> bytes = [];
            string[] names = s_keys.PathOf(key).Split('/');
            byte[] part = new byte[512];
            for (int index = 0; index < names.Length; index++)
            {
                bool isFolder = index < names.Length - 1;
                int length = s_keys.Decode(Encoding.ASCII.GetBytes(names[index]), isFolder, part);
                Assert.True(length >= 0, names[index]);
                Assert.Equal(names[index], s_keys.NameOf(part.AsSpan(0, length), isFolder));
                bytes.AddRange(part.AsSpan(0, length));
            }

            Assert.Equal(text, Encoding.UTF8.GetString([.. bytes]));
        });
    }

    [Theory]
    [InlineData("x")]
    [InlineData(".c")]
    [InlineData("%61.o")]
    [InlineData("%4.o")]
    [InlineData("%4G.o")]
    [InlineData("%2f.o")]
    [InlineData("%00.o")]
    [InlineData("A.o")]
    [InlineData("con.o")]
    [InlineData("a.d")]
    public void Decode_NameThatNoKeyHas_IsRefused(string name) =>
        Assert.Equal(-1, s_keys.Decode(Encoding.UTF8.GetBytes(name), isFolder: false, new byte[512]));
}
