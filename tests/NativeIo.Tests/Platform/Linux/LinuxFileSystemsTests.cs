using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class LinuxFileSystemsTests
{
    /// <summary>The numbers are those of <c>linux/magic.h</c> and of the file systems that are not in it.</summary>
    [Theory]
    [InlineData(0xEF53, FileSystemKind.Local, "ext4")]
    [InlineData(0x58465342, FileSystemKind.Local, "xfs")]
    [InlineData(0x9123683E, FileSystemKind.Local, "btrfs")]
    [InlineData(0x01021994, FileSystemKind.Memory, "tmpfs")]
    [InlineData(0x794C7630, FileSystemKind.Overlay, "overlay")]
    [InlineData(0x6969, FileSystemKind.Network, "nfs")]
    [InlineData(0x517B, FileSystemKind.Network, "smb")]
    [InlineData(0xFE534D42, FileSystemKind.Network, "smb2")]
    [InlineData(0xFF534D42, FileSystemKind.Network, "cifs")]
    [InlineData(0x01021997, FileSystemKind.Network, "9p")]
    [InlineData(0x00C36400, FileSystemKind.Network, "ceph")]
    [InlineData(0x0BD00BD0, FileSystemKind.Network, "lustre")]
    [InlineData(0x20030528, FileSystemKind.Network, "orangefs")]
    [InlineData(0x47504653, FileSystemKind.Network, "gpfs")]
    [InlineData(0x19830326, FileSystemKind.Network, "beegfs")]
    [InlineData(0x7461636F, FileSystemKind.Network, "ocfs2")]
    [InlineData(0x01161970, FileSystemKind.Network, "gfs2")]
    [InlineData(0x73757245, FileSystemKind.Network, "coda")]
    [InlineData(0x786F4256, FileSystemKind.Network, "vboxsf")]
    [InlineData(0xBACBACBC, FileSystemKind.Network, "vmhgfs")]
    [InlineData(0x65735546, FileSystemKind.UserSpace, "fuse")]
    [InlineData(0x9FA0, FileSystemKind.Virtual, "proc")]
    [InlineData(0x62656572, FileSystemKind.Virtual, "sysfs")]
    [InlineData(0x12345678, FileSystemKind.Unknown, "0x12345678")]
    public void Find_NumberOfTheKernel_IsItsKindAndName(long magic, FileSystemKind kind, string name)
    {
        Assert.Equal((kind, name), LinuxFileSystems.Find(magic));
        Assert.Equal(
            kind is not (FileSystemKind.Network or FileSystemKind.UserSpace), StrategySelector.IsLocal(kind));
    }
}
