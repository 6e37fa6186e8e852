using NativeIo.Interop.Windows;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class WindowsFileBackendTests
{
    [Fact]
    public void Pages_ReservedUsedAndFreed_AreTheCallsOfWindows()
    {
        IoResult reserved = _backend.ReservePages(8192);
        Assert.True(reserved.IsSuccess);
        nint address = (nint)reserved.Value;
        Assert.Equal(IoResult.Success(), _backend.ProtectPages(address, 4096, isAccessible: true));
        Assert.Equal(IoResult.Success(), _backend.ProtectPages(address, 4096, isAccessible: false));
        Assert.Equal(IoResult.Success(), _backend.LockPages(address, 4096));
        Assert.Equal(IoResult.Success(), _backend.FreePages(address, 8192));
        Assert.Equal(
            [
                ("AllocatePages", MEM.MEM_RESERVE, MEM.PAGE_NOACCESS),
                ("AllocatePages", MEM.MEM_COMMIT, MEM.PAGE_READWRITE),
                ("AllocatePages", MEM.MEM_COMMIT, MEM.PAGE_NOACCESS),
                ("LockPages", address, 4096),
                ("FreePages", 0, MEM.MEM_RELEASE),
            ],
            _script.Calls);
    }

    [Fact]
    public void Pages_SystemRefuses_GiveItsCode()
    {
        _script.Failures["AllocatePages"] = ERROR.ERROR_COMMITMENT_LIMIT;
        _script.Failures["LockPages"] = ERROR.ERROR_WORKING_SET_QUOTA;
        _script.Failures["FreePages"] = ERROR.ERROR_INVALID_PARAMETER;
        Assert.Equal(ERROR.ERROR_COMMITMENT_LIMIT, _backend.ReservePages(4096).ErrorCode);
        Assert.Equal(ERROR.ERROR_COMMITMENT_LIMIT, _backend.ProtectPages(0x10000, 4096, isAccessible: true).ErrorCode);
        Assert.Equal(ERROR.ERROR_WORKING_SET_QUOTA, _backend.LockPages(0x10000, 4096).ErrorCode);
        Assert.Equal(ERROR.ERROR_INVALID_PARAMETER, _backend.FreePages(0x10000, 4096).ErrorCode);
        Assert.NotNull(_backend.HugePageObstacle());
    }
}
