using System.IO;
using System.Linq;
using Microsoft.Win32.SafeHandles;
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

    [Theory]
    [InlineData(null, 0)]
    [InlineData("SetFact", ERROR.ERROR_ACCESS_DENIED)]
    [InlineData("Open", ERROR.ERROR_ACCESS_DENIED)]
    public void RenamePath_TargetIsOpen_IsReplacedByTheCallThatCan(string? failing, int errorCode)
    {
        _script.Failures["RenamePath"] = ERROR.ERROR_ACCESS_DENIED;
        if (failing is not null)
        {
            // An older system, or another reason of the refusal: the first code says more.
            _script.Failures[failing] = ERROR.ERROR_INVALID_PARAMETER;
        }

        using SafeFileHandle real = File.OpenHandle(_folder.File("file"));
        _script.Opened = real.DangerousGetHandle();
        IoResult result = _backend.RenamePath(@"C:\old", @"C:\new", replaces: true);
        if (failing != "Open")
        {
            real.SetHandleAsInvalid();
        }

        Assert.Equal(errorCode, result.ErrorCode);
        Assert.Equal(failing == "Open" ? 2 : 3, _script.Paths.Count);
        Assert.All(_script.Paths.Skip(2), static path => Assert.Equal(@"C:\new", path));
        const uint Flags = FILE.FILE_RENAME_FLAG_REPLACE_IF_EXISTS | FILE.FILE_RENAME_FLAG_POSIX_SEMANTICS;
        Assert.Equal(
            failing == "Open" ? 0 : 1,
            _script.Calls.Count(static call =>
                call == ("SetFact", (long)FILE_INFO_BY_HANDLE_CLASS.FileRenameInfoEx, Flags)));
    }

    [Fact]
    public void RenamePath_TargetIsAFolder_IsSaidToBeOne()
    {
        _script.Failures["RenamePath"] = ERROR.ERROR_ACCESS_DENIED;
        _script.Attributes = FILE.FILE_ATTRIBUTE_DIRECTORY;
        IoResult result = _backend.RenamePath(@"C:\old", @"C:\new", replaces: true);
        Assert.Equal(IoErrorKind.IsDirectory, _backend.Classify(result.ErrorCode));
        Assert.DoesNotContain(_script.Calls, static call => call.Call == "Open");
    }

    [Fact]
    public void RenamePath_TargetIsOpenAndMayNotBeReplaced_IsRefused()
    {
        _script.Failures["RenamePath"] = ERROR.ERROR_ACCESS_DENIED;
        Assert.Equal(
            ERROR.ERROR_ACCESS_DENIED, _backend.RenamePath(@"C:\old", @"C:\new", replaces: false).ErrorCode);
        Assert.Single(_script.Calls);
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
