using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class WindowsPathTests
{
    private static readonly string s_long = new('n', WindowsPath.PlainLengthMax);

    [Theory]
    [InlineData(@"C:\folder\file")]
    [InlineData("C:/folder/file")]
    [InlineData(@"\\server\share\file")]
    [InlineData(@"\\.\PhysicalDrive0")]
    public void TryPrepare_ShortAbsolutePath_StaysAsItIs(string path)
    {
        Assert.True(WindowsPath.TryPrepare(path, out string prepared));
        Assert.Same(path, prepared);
    }

    [Fact]
    public void TryPrepare_PathWithAPrefix_StaysAsItIs()
    {
        string path = @"\\?\C:\" + s_long;
        Assert.True(WindowsPath.TryPrepare(path, out string prepared));
        Assert.Equal(path, prepared);
    }

    [Fact]
    public void TryPrepare_PathOfBytes_IsRefused()
    {
        Assert.False(WindowsPath.TryPrepare(NativePath.FromBytes([0x61, 0xff]), out _));
    }

    [Fact]
    public void AddPrefix_LongPath_LiftsTheLimit()
    {
        Assert.Equal(@"\\?\C:\" + s_long, WindowsPath.AddPrefix(@"C:\" + s_long));
        Assert.Equal(@"\\?\UNC\server\share\" + s_long, WindowsPath.AddPrefix(@"\\server\share\" + s_long));
        Assert.Equal(@"\\.\" + s_long, WindowsPath.AddPrefix(@"\\.\" + s_long));
        Assert.Equal(@"C:\short", WindowsPath.AddPrefix(@"C:\short"));
    }

    [Theory]
    [InlineData(255, false)]
    [InlineData(256, true)]
    public void HasLongName_AroundTheLimit_CountsEachName(int length, bool expected)
    {
        string name = new('n', length);
        Assert.Equal(expected, WindowsPath.HasLongName(@"C:\a\" + name));
        Assert.Equal(expected, WindowsPath.HasLongName(@"C:\" + name + "/b"));
    }
}
