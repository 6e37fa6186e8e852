using System.Linq;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class MountLatchesTests
{
    [Fact]
    public void For_OneMountRefuses_TheOthersAreStillAsked()
    {
        var mounts = new MountLatches();
        mounts.For(1).RefuseUncached(95);
        Assert.Equal((95, 0), (mounts.For(1).UncachedRefusal, mounts.For(2).UncachedRefusal));
        Assert.Equal(0, new MountLatches().For(1).UncachedRefusal);
    }

    [Fact]
    public void For_MountsWithoutEnd_ForgetsAndAsksAgain()
    {
        var mounts = new MountLatches();
        mounts.For(1).RefuseUncached(95);
        MountLatch[] first = [.. Enumerable.Range(2, 4000).Select(device => mounts.For((ulong)device))];
        Assert.Equal(95, mounts.For(1).UncachedRefusal);
        Assert.Same(first[0], mounts.For(2));
        for (ulong device = 5000; device < 5200; device++)
        {
            _ = mounts.For(device);
        }

        Assert.Equal(0, mounts.For(1).UncachedRefusal);
    }

    [Theory]
    [InlineData(7UL, 1)]
    [InlineData(0UL, 3)]
    public void KindOf_FilesOfOneMount_AsksOnceWhereMountsHaveNumbers(ulong mountId, int calls)
    {
        using var folder = new TemporaryDirectory();
        var backend = new ScriptedBackend { FileSystemForced = FileSystemKind.Memory };
        var options = new NativeFileOptions { Backend = backend };
        using NativeFile file = NativeFile.Open(folder.Write("file", "x"u8), options);
        var mounts = new MountLatches();
        for (int turn = 0; turn < 3; turn++)
        {
            Assert.Equal(FileSystemKind.Memory, mounts.KindOf(file, new FileFacts { MountId = mountId }));
        }

        Assert.Equal(calls, backend.Calls.Count(static call => call.Operation == "file-system"));
        _ = mounts.KindOf(file, new FileFacts { MountId = 8 });
        Assert.Equal(calls + 1, backend.Calls.Count(static call => call.Operation == "file-system"));
    }

    [Fact]
    public void KindOf_SystemDoesNotSay_AsksAgain()
    {
        using var folder = new TemporaryDirectory();
        var backend = new ScriptedBackend(null, Fault.Fail(IoErrorKind.AccessDenied, "file-system"))
        {
            FileSystemForced = FileSystemKind.Network,
        };
        var options = new NativeFileOptions { Backend = backend };
        using NativeFile file = NativeFile.Open(folder.Write("file", "x"u8), options);
        var mounts = new MountLatches();
        Assert.Equal(FileSystemKind.Unknown, mounts.KindOf(file, new FileFacts { MountId = 7 }));
        Assert.Equal(FileSystemKind.Network, mounts.KindOf(file, new FileFacts { MountId = 7 }));
    }

    [Fact]
    public void KindOf_MountsWithoutEnd_ForgetsAndAsksAgain()
    {
        using var folder = new TemporaryDirectory();
        var backend = new ScriptedBackend { FileSystemForced = FileSystemKind.Memory };
        var options = new NativeFileOptions { Backend = backend };
        using NativeFile file = NativeFile.Open(folder.Write("file", "x"u8), options);
        var mounts = new MountLatches();
        for (ulong mount = 1; mount < 5000; mount++)
        {
            _ = mounts.KindOf(file, new FileFacts { MountId = mount });
        }

        int before = backend.Calls.Count;
        _ = mounts.KindOf(file, new FileFacts { MountId = 1 });
        _ = mounts.KindOf(file, new FileFacts { MountId = 4999 });
        Assert.Equal(before + 1, backend.Calls.Count);
    }
}
