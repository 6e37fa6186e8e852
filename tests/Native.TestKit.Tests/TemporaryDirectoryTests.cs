using System.IO;
using Xunit;

namespace Native.TestKit.Tests;

public sealed class TemporaryDirectoryTests
{
    [Fact]
    public void Dispose_WithFiles_RemovesThemAll()
    {
        TemporaryDirectory directory = new();
        string path = directory.Write("sub/file.txt", "content"u8);
        Assert.Equal("content"u8, File.ReadAllBytes(path));
        directory.Dispose();
        Assert.False(Directory.Exists(directory.Path));
        directory.Dispose();
    }
}
