using System.Linq;
using NativeIo.Interop.Windows;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class WindowsFileBackendTests
{
    [Fact]
    public void LockAndUnlock_OfAFile_CoverAByteThatNoFileHas()
    {
        Assert.Equal(IoResult.Success(), _backend.TryLock(_handle));
        Assert.Equal(IoResult.Success(), _backend.Unlock(_handle));
        const uint Flags = FILE.LOCKFILE_EXCLUSIVE_LOCK | FILE.LOCKFILE_FAIL_IMMEDIATELY;
        Assert.Equal(
            [("Lock", Flags, long.MaxValue - 1), ("Unlock", 1, long.MaxValue - 1)],
            _script.Calls.Where(static call => call.Call != "CreateEvent"));
    }

    [Theory]
    [InlineData(ERROR.ERROR_LOCK_VIOLATION, IoErrorKind.Busy)]
    [InlineData(ERROR.ERROR_NOT_SUPPORTED, IoErrorKind.NotSupported)]
    public void LockAndUnlock_SystemRefuses_GivesItsCode(int errorCode, IoErrorKind kind)
    {
        _script.Failures["Lock"] = _script.Failures["Unlock"] = errorCode;
        Assert.Equal(errorCode, _backend.TryLock(_handle).ErrorCode);
        Assert.Equal(errorCode, _backend.Unlock(_handle).ErrorCode);
        Assert.Equal(kind, _backend.Classify(errorCode));
    }
}
