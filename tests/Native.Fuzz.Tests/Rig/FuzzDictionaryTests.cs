using System.IO;
using Native.Fuzz.Rig;
using Xunit;

namespace Native.Fuzz.Tests.Rig;

public sealed class FuzzDictionaryTests
{
    [Fact]
    public void Parse_EscapesCommentsAndNames_GivesTheWords()
    {
        var words = FuzzDictionary.Parse(
            ["# a comment", "", "crlf=\"\\x0d\\x0A\"", "\"GET \"", "  quoted=\"a\\\"b\\\\c\"  "]);

        Assert.Equal(3, words.Count);
        Assert.Equal("\r\n"u8.ToArray(), words[0]);
        Assert.Equal("GET "u8.ToArray(), words[1]);
        Assert.Equal("a\"b\\c"u8.ToArray(), words[2]);
    }

    [Theory]
    [InlineData("word")]
    [InlineData("word=\"open")]
    [InlineData("word=\"\\n\"")]
    [InlineData("word=\"\\x0\"")]
    public void Parse_BrokenLine_Throws(string line)
    {
        _ = Assert.Throws<InvalidDataException>(() => FuzzDictionary.Parse([line]));
    }
}
