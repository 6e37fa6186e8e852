using System;
using Xunit;

namespace NativeIo.Tests;

/// <content>What the file system reports when a file is closed.</content>
public sealed partial class NativeFileTests
{
    [Fact]
    public void CloseChecked_ServerRefusedLate_ThrowsAndIsClosed()
    {
        foreach (IoErrorKind kind in new[] { IoErrorKind.NoSpace, IoErrorKind.DeviceFault })
        {
            NativeFile file = NativeFile.Open(
                _folder.File("file"), ReadWrite(new ScriptedBackend(null, Fault.Fail(kind, "report-close"))));
            NativeIoException error = Assert.Throws<NativeIoException>(file.CloseChecked);
            Assert.Equal(kind, error.Kind);
            Assert.Equal("close", error.Operation);
            Assert.True(file.Handle.IsClosed);
        }
    }

    [Fact]
    public void CloseChecked_NothingToReport_Closes()
    {
        NativeFile file = NativeFile.Open(_folder.File("file"), ReadWrite());
        file.Write("hello"u8, 0);
        file.CloseChecked();
        Assert.True(file.Handle.IsClosed);
        Assert.Throws<ObjectDisposedException>(file.CloseChecked);
        NativeFile interrupted = NativeFile.Open(
            _folder.File("file"),
            ReadWrite(new ScriptedBackend(null, Fault.Fail(IoErrorKind.Interrupted, "report-close"))));
        interrupted.CloseChecked();
    }
}
