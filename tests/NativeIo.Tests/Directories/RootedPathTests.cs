using System.Linq;
using System.Text;
using Xunit;

namespace NativeIo.Tests;

public sealed class RootedPathTests
{
    [Theory]
    [InlineData("a", "a", false)]
    [InlineData("a/b/c", "a|b|c", false)]
    [InlineData("a//b", "a|b", false)]
    [InlineData("./a/./b", "a|b", false)]
    [InlineData("a/", "a", true)]
    [InlineData("a/.", "a", true)]
    [InlineData("", "", true)]
    [InlineData(".", "", true)]
    [InlineData("...", "...", false)]
    [InlineData("..a/a..", "..a|a..", false)]
    [InlineData("a\\..\\b", "a\\..\\b", false)]
    [InlineData("c:x", "c:x", false)]
    [InlineData("NUL", "NUL", false)]
    public void Parse_PathThatStaysInside_GivesItsNames(string path, string names, bool namesFolder)
    {
        RootedPath rooted = RootedPath.Parse(path, isWindows: false);
        Assert.Equal(names, string.Join('|', rooted.Names.Select(Encoding.UTF8.GetString)));
        Assert.Equal(namesFolder, rooted.NamesFolder);
        Assert.Equal(names.Length == 0, rooted.IsRoot);
        Assert.Equal(names.Length == 0 ? "." : names.Replace('|', '/'), rooted.Join(rooted.Names.Count).ToString());
    }

    [Theory]
    [InlineData("/", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("//a", false)]
    [InlineData("..", false)]
    [InlineData("../a", false)]
    [InlineData("a/..", false)]
    [InlineData("a/../b", false)]
    [InlineData("a/./../../b", false)]
    [InlineData("a/../", false)]
    [InlineData("\\a", true)]
    [InlineData("a\\..\\b", true)]
    [InlineData("..\\a", true)]
    [InlineData("c:", true)]
    [InlineData("c:\\a", true)]
    [InlineData("a/b:stream", true)]
    [InlineData("a./b", true)]
    [InlineData("a /b", true)]
    [InlineData("... ", true)]
    [InlineData("nul", true)]
    [InlineData("a/NUL.txt", true)]
    [InlineData("com1", true)]
    [InlineData("COM\u00b2.log", true)]
    [InlineData("a/conin$", true)]
    [InlineData("lpt9 .x", true)]
    public void Parse_PathThatLeadsOut_IsRefused(string path, bool isWindows)
    {
        NativeIoException error = Assert.Throws<NativeIoException>(() => RootedPath.Parse(path, isWindows));
        Assert.Equal(IoErrorKind.OutsideRoot, error.Kind);
        Assert.Equal(path, error.Path.ToString());
    }

    [Fact]
    public void Parse_NamesThatAreNoText_AreKeptAsBytes()
    {
        RootedPath rooted = RootedPath.Parse(NativePath.FromBytes([0xff, (byte)'/', 0xfe]), isWindows: false);
        Assert.Equal([[0xff], [0xfe]], rooted.Names);
        Assert.Equal(NativePath.FromBytes([0xfe]), rooted.LastName);
    }
}
