using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Native.TestKit;
using NativeIo.Interop.Linux;
using NativeIo.Platform;
using NativeIo.Tests.Interop;
using Xunit;

namespace NativeIo.Tests;

/// <content>What is known about files where statx is denied.</content>
public sealed partial class LinuxFileBackendTests
{
    // Platform: the table of Linux's calls.
    [Trait("Platform", "linux")]
    [Theory]
    [InlineData(Errno.EPERM)]
    [InlineData(Errno.ENOSYS)]
    public void GetFacts_StatXIsDenied_SaysWhatTheOlderCallKnows(int errorCode)
    {
        string path = _folder.Write("file", new byte[5000]);
        using (FileStream sparse = File.Create(_folder.File("sparse")))
        {
            sparse.SetLength(5L << 30);
        }

        _ = File.CreateSymbolicLink(_folder.File("link"), "nowhere");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherExecute);
        LinuxFileBackend whole = new(LinuxCalls.Resolve());
        LinuxFileBackend denied = new(FailingLinuxCalls.CreateWithoutStatX(errorCode));
        using SafeFileHandle folder = Open(whole, _folder.Path, FileOpenFlags.Directory);
        foreach (string name in new[] { "file", "sparse", "link", "/dev/null", "/proc/self/stat", ".", "/" })
        {
            NativePath full = Path.Combine(_folder.Path, name);
            Assert.Equal(
                Facts(whole.GetFacts(full, followsLinks: false, out FileFacts known), known),
                Facts(denied.GetFacts(full, followsLinks: false, out FileFacts older), older));
            Assert.Equal(
                Facts(whole.GetFactsAt(folder, name, out known), known),
                Facts(denied.GetFactsAt(folder, name, out older), older));
            if (name != "link")
            {
                using SafeFileHandle handle = Open(whole, full, FileOpenFlags.None);
                Assert.Equal(
                    Facts(whole.GetFacts(handle, out known), known), Facts(denied.GetFacts(handle, out older), older));
            }
        }

        Assert.Equal(
            IoErrorKind.NotFound,
            denied.Classify(denied.GetFacts(_folder.File("link"), followsLinks: true, out _).ErrorCode));
    }

    // Platform: takes a call of Linux away.
    [Trait("Platform", "linux")]
    [Fact]
    public async Task Facts_InASandboxWithoutStatX_AreStillThere()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(RunWithoutStatX);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("denied: True, 5000 bytes, 1 entry, copied 5000", result.Output.Trim());
    }

    private static void RunWithoutStatX()
    {
        using var folder = new TemporaryDirectory();
        string path = folder.Write("file", new byte[5000]);
        bool isDenied = Sandbox.DenyStatX();
        var linux = new NativeFileOptions { Backend = PlatformSelector.Create("linux") };
        using NativeFile file = NativeFile.Open(path, linux);
        using RootedDirectory root = RootedDirectory.Open(
            folder.Path, new RootedDirectoryOptions { Backend = linux.Backend });
        int entries = new DirectoryWalker(
            folder.Path, new DirectoryWalkOptions { Backend = linux.Backend }).Count();
        long copied = FileTransfer.CopyFile(
            path, folder.File("copy"), new TransferOptions { Backend = linux.Backend }).Bytes;
        Assert.Equal(5000, root.GetFacts("file").Length);
        Console.WriteLine($"denied: {isDenied}, {file.Length} bytes, {entries} entry, copied {copied}");
    }

    private static SafeFileHandle Open(LinuxFileBackend backend, NativePath path, FileOpenFlags flags)
    {
        var request = new FileOpenRequest(path, FileAccess.Read, FileOpenMode.Open, flags, 0);
        Assert.Equal(0, backend.Open(request, out SafeFileHandle? handle).ErrorCode);
        return handle!;
    }

    /// <summary>What only statx knows is left out.</summary>
    private static (int ErrorCode, FileFacts Facts) Facts(IoResult result, in FileFacts facts) => (
        result.ErrorCode,
        facts with
        {
            MountId = 0,
            DirectMemoryAlignment = 0,
            DirectOffsetAlignment = 0,
            Flags = facts.Flags & FileFactFlags.Sparse,
        });
}
