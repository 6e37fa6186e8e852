using System;
using System.IO;
using Native.TestKit;
using NativeIo;
using Nio.Copying;
using Xunit;

namespace Nio.Tests.Copying;

public sealed class DirectCopyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Run_BothFoldersAreSwappedMeanwhile_CopiesBetweenTheOpenFiles()
    {
        byte[] content = SeededRandom.Create().NextBytes(300_001);
        _ = Directory.CreateDirectory(_directory.File("from"));
        _ = Directory.CreateDirectory(_directory.File("to"));
        using NativeFile source = NativeFile.Open(_directory.Write("from/file", content));
        using NativeFile target = NativeFile.Open(_directory.File("to/file"), new NativeFileOptions
        {
            Access = FileAccess.ReadWrite,
            Mode = FileOpenMode.CreateNew,
        });
        foreach (string folder in new[] { "from", "to" })
        {
            Directory.Move(_directory.File(folder), _directory.File(folder + ".moved"));
            _ = Directory.CreateDirectory(_directory.File(folder));
            File.WriteAllText(_directory.File(folder + "/file"), "another file");
        }

        var total = new CopyTotal();
        _ = DirectCopy.Run(source, target, source.GetFacts(), total, TestContext.Current.CancellationToken);
        Assert.Equal(content.Length, total.Bytes);
        Assert.Equal(content, File.ReadAllBytes(_directory.File("to.moved/file")));
        Assert.Equal("another file", File.ReadAllText(_directory.File("to/file")));
    }
}
