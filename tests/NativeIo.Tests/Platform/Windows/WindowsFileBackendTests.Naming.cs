using NativeIo.Interop.Windows;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class WindowsFileBackendTests
{
    [Theory]
    [InlineData(true, FILE.MOVEFILE_REPLACE_EXISTING)]
    [InlineData(false, 0u)]
    public void RenamePath_WithAndWithoutReplacing_IsOneCall(bool replaces, uint flags)
    {
        Assert.Equal(IoResult.Success(), _backend.RenamePath(@"C:\old", @"C:\new", replaces));
        Assert.Equal(("RenamePath", flags, 0), Assert.Single(_script.Calls));
        Assert.Equal([@"C:\old", @"C:\new"], _script.Paths);
    }

    [Theory]
    [InlineData(ERROR.ERROR_ALREADY_EXISTS, IoErrorKind.AlreadyExists)]
    [InlineData(ERROR.ERROR_NOT_SAME_DEVICE, IoErrorKind.CrossDevice)]
    [InlineData(ERROR.ERROR_SHARING_VIOLATION, IoErrorKind.Busy)]
    public void Naming_SystemRefuses_GivesItsCode(int errorCode, IoErrorKind kind)
    {
        _script.Failures["RenamePath"] = _script.Failures["LinkPath"] = _script.Failures["RemovePath"] = errorCode;
        IoResult[] results =
        [
            _backend.RenamePath(@"C:\old", @"C:\new", replaces: false),
            _backend.LinkPath(@"C:\old", @"C:\new"),
            _backend.RemovePath(@"C:\old"),
        ];
        Assert.All(results, result => Assert.Equal(errorCode, result.ErrorCode));
        Assert.Equal(kind, _backend.Classify(errorCode));
        Assert.Equal([@"C:\old", @"C:\new", @"C:\old", @"C:\new", @"C:\old"], _script.Paths);
    }

    [Fact]
    public void Naming_PathsOfBytes_AreRefusedWithoutACall()
    {
        NativePath bytes = NativePath.FromBytes([0xff]);
        Assert.Equal(ERROR.ERROR_INVALID_NAME, _backend.RenamePath(bytes, @"C:\new", replaces: true).ErrorCode);
        Assert.Equal(ERROR.ERROR_INVALID_NAME, _backend.RenamePath(@"C:\old", bytes, replaces: true).ErrorCode);
        Assert.Equal(ERROR.ERROR_INVALID_NAME, _backend.LinkPath(bytes, @"C:\new").ErrorCode);
        Assert.Equal(ERROR.ERROR_INVALID_NAME, _backend.RemovePath(bytes).ErrorCode);
        Assert.Empty(_script.Calls);
    }
}
