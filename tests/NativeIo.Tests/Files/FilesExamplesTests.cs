using System;
using System.IO;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

/// <summary>Runs the examples of docs/files.md.</summary>
public sealed class FilesExamplesTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void File_OfThePage_Works()
    {
        using NativeFile file = NativeFile.Open(_folder.File("measurements.bin"), new NativeFileOptions
        {
            Access = FileAccess.ReadWrite,
            Mode = FileOpenMode.OpenOrCreate,
        });
        file.Write("header"u8, offset: 0);
        using BufferSlice start = file.ReadSlice(64, offset: 0);
        file.Flush(FlushLevel.Data);
        file.CloseChecked();
        Assert.True(start.SequenceEqual("header"u8));
        Assert.Equal("header", File.ReadAllText(_folder.File("measurements.bin")));
    }

    [Fact]
    public void Lock_OfThePage_IsTakenByOne()
    {
        using RootedDirectory folder = RootedDirectory.Open(_folder.Path);
        using FileLock turn = FileLock.Open(folder, "lock");
        using FileLock other = FileLock.Open(folder, "lock");
        bool ranAlone = false;
        if (turn.TryTake())
        {
            ranAlone = !other.TryTake();
            turn.Release();
        }

        Assert.True(ranAlone);
        Assert.True(other.TryTake());
    }
}
