using Xunit;

namespace Storage.Lite.Tests.Layers.Quota;

public sealed class StorageKeySanitizerTests
{
    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData(@"D:\photos\my file.txt", "my_file.txt")]
    [InlineData("..", "_")]
    [InlineData("", "_")]
    [InlineData(".hidden", "_hidden")]
    [InlineData("naïve?.txt", "na_ve_.txt")]
    [InlineData("name.", "name")]
    public void Sanitize_NamesOfOthers_BecomeOnePlainSegment(string name, string expected)
    {
        Assert.Equal(expected, StorageKeySanitizer.Sanitize(name).Text);
    }

    [Fact]
    public void Sanitize_ALongName_KeepsItsExtension()
    {
        string key = StorageKeySanitizer.Sanitize(new string('a', 300) + ".json").Text;
        Assert.Equal(StorageKeySanitizer.CharsMax, key.Length);
        Assert.EndsWith("a.json", key, System.StringComparison.Ordinal);
    }
}
