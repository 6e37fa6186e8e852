using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
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

    // Platform: a limit of the process on the length of files.
    [Trait("Platform", "linux")]
    [Fact]
    public async Task WriteAndSetLength_BeyondTheLongestFile_AreTooLargeOnEachBackend()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(WriteBeyondTheLimit);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(
            string.Join(' ', PlatformSelector.Available.Select(
                static name => $"{name} FileTooLarge FileTooLarge FileTooLarge")),
            result.Output.Trim().ReplaceLineEndings(" "));
    }

    private static void WriteBeyondTheLimit()
    {
        // The kernel sends SIGXFSZ (25) with the error, which would end the process.
        using var ignored = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            (System.Runtime.InteropServices.PosixSignal)25, static context => context.Cancel = true);
        MemoryMount.Run("prlimit", "--pid", Environment.ProcessId.ToString(), "--fsize=100000");
        using var folder = new TemporaryDirectory();
        foreach (string name in PlatformSelector.Available)
        {
            var options = new NativeFileOptions
            {
                Access = FileAccess.ReadWrite,
                Mode = FileOpenMode.Create,
                Backend = PlatformSelector.Create(name),
            };
            using NativeFile file = NativeFile.Open(folder.File("file"), options);
            IoErrorKind written = Assert.Throws<NativeIoException>(() => file.Write("x"u8, 100_000)).Kind;
            IoErrorKind extended = Assert.Throws<NativeIoException>(() => file.SetLength(100_001)).Kind;

            // By a thread of the ring's own, where an exception would be nobody's.
            using var ring = new BatchRing(
                new BatchRingOptions { AllowsKernelRing = false, Backend = options.Backend });
            Assert.True(ring.TryWrite(file, new byte[1], 100_000));
            Console.WriteLine($"{name} {written} {extended} {ring.Take().Failure}");
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
