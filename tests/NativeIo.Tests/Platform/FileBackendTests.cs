using System;
using System.IO;
using Microsoft.Win32.SafeHandles;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

/// <summary>The same condition has the same kind on every backend.</summary>
public sealed partial class FileBackendTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public static TheoryData<string> Backends => [.. PlatformSelector.Available];

    public void Dispose() => _folder.Dispose();

    // Platform: a file system that keeps times of 64 bits.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(Backends))]
    public void GetFacts_TimeOutsideTheCalendar_IsAnEndOfIt(string name)
    {
        FileBackend backend = PlatformSelector.Create(name);
        using var memory = new MemoryMount("size=64k");
        string path = memory.File("file");
        File.WriteAllText(path, "x");
        foreach (string time in (string[])["@999999999999", "@-99999999999"])
        {
            MemoryMount.Run("touch", "-d", time, path);
            using NativeFile file = NativeFile.Open(path, new NativeFileOptions { Backend = backend });
            Assert.True(backend.GetFacts(path, followsLinks: true, out FileFacts byPath).IsSuccess);
            Assert.Equal((1, byPath.ModifiedAt), (file.Length, file.GetFacts().ModifiedAt));
            Assert.Contains(byPath.ModifiedAt, (DateTimeOffset[])[DateTimeOffset.MinValue, DateTimeOffset.MaxValue]);
        }
    }

    [Fact]
    // Platform: two backends that know file systems.
    [Trait("Platform", "linux")]
    public void GetFileSystem_Posix_HasTheSizesThatLinuxSays()
    {
        string path = _folder.Write("file", "x"u8);
        FileSystemFacts linux = FileSystemOf(PlatformSelector.Create("linux"), path);
        FileSystemFacts posix = FileSystemOf(PlatformSelector.Create("posix"), path);
        Assert.NotEqual(0, linux.TotalBytes);
        Assert.Equal(linux.TotalBytes, posix.TotalBytes);
        Assert.InRange(posix.FreeBytes, 0, posix.TotalBytes);
        Assert.Equal(FileSystemKind.Unknown, posix.Kind);
    }

    [Theory]
    // Platform: pipes.
    [Trait("Platform", "linux")]
    [InlineData("linux")]
    [InlineData("posix")]
    public void WaitUntilReady_EmptyAndFilledPipe_IsReadyWhenItIs(string name)
    {
        FileBackend backend = PlatformSelector.Create(name);
        Assert.True(PlatformSelector.Create("linux")
            .CreatePipe(out SafeFileHandle? reader, out SafeFileHandle? writer).IsSuccess);
        using (reader)
        using (writer)
        {
            Assert.Equal(IoResult.Success(0), backend.WaitUntilReady(reader!, forWriting: false, 0));
            Assert.Equal(IoResult.Success(1), backend.WaitUntilReady(writer!, forWriting: true, 0));
            Assert.Equal(1, backend.Write(writer!, "x"u8, FileBackend.AtPosition).Value);
            Assert.Equal(IoResult.Success(1), backend.WaitUntilReady(reader!, forWriting: false, 10_000));
        }
    }

    private static FileSystemFacts FileSystemOf(FileBackend backend, string path)
    {
        using NativeFile file = NativeFile.Open(path, new NativeFileOptions { Backend = backend });
        return file.GetFileSystem();
    }
}
