using System.IO;
using System.Linq;
using Microsoft.Win32.SafeHandles;
using NativeIo.Interop.Windows;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class WindowsFileBackendTests
{
    private const uint Always = FILE.FILE_FLAG_OVERLAPPED | FILE.FILE_ATTRIBUTE_NORMAL;

    [Theory]
    [InlineData(FileOpenFlags.None, FILE.GENERIC_READ | FILE.GENERIC_WRITE, Always)]
    [InlineData(
        FileOpenFlags.Direct | FileOpenFlags.WriteThrough,
        FILE.GENERIC_READ | FILE.GENERIC_WRITE,
        Always | FILE.FILE_FLAG_NO_BUFFERING | FILE.FILE_FLAG_WRITE_THROUGH)]
    [InlineData(
        FileOpenFlags.Append | FileOpenFlags.SequentialScan,
        FILE.GENERIC_READ | FILE.FILE_APPEND_DATA | FILE.FILE_WRITE_ATTRIBUTES | FILE.SYNCHRONIZE,
        Always | FILE.FILE_FLAG_SEQUENTIAL_SCAN)]
    [InlineData(
        FileOpenFlags.RandomAccess, FILE.GENERIC_READ | FILE.GENERIC_WRITE, Always | FILE.FILE_FLAG_RANDOM_ACCESS)]
    public void Open_Flags_BecomeThoseOfWindows(FileOpenFlags flags, uint access, uint expected)
    {
        var options = new NativeFileOptions
        {
            Access = FileAccess.ReadWrite,
            Mode = FileOpenMode.OpenOrCreate,
            Flags = flags,
            Backend = _backend,
        };
        using NativeFile file = Open(options);
        Assert.Equal(("Open", access, ((long)FILE.OPEN_ALWAYS << 32) | expected), Assert.Single(_script.Calls));
    }

    [Theory]
    [InlineData(FileOpenMode.Open, FILE.OPEN_EXISTING)]
    [InlineData(FileOpenMode.CreateNew, FILE.CREATE_NEW)]
    [InlineData(FileOpenMode.Create, FILE.CREATE_ALWAYS)]
    [InlineData(FileOpenMode.OpenOrCreate, FILE.OPEN_ALWAYS)]
    [InlineData(FileOpenMode.Truncate, FILE.TRUNCATE_EXISTING)]
    public void Open_Modes_BecomeThoseOfWindows(FileOpenMode mode, uint disposition)
    {
        using NativeFile file = Open(
            new NativeFileOptions { Access = FileAccess.Write, Mode = mode, Backend = _backend });
        Assert.Equal(disposition, (uint)(_script.Calls[0].Second >> 32));
    }

    [Theory]
    [InlineData(ERROR.ERROR_FILE_NOT_FOUND, IoErrorKind.NotFound)]
    [InlineData(ERROR.ERROR_PATH_NOT_FOUND, IoErrorKind.NotFound)]
    [InlineData(ERROR.ERROR_SHARING_VIOLATION, IoErrorKind.Busy)]
    [InlineData(ERROR.ERROR_FILE_EXISTS, IoErrorKind.AlreadyExists)]
    [InlineData(ERROR.ERROR_TOO_MANY_OPEN_FILES, IoErrorKind.TooManyOpenFiles)]
    [InlineData(ERROR.ERROR_ACCESS_DENIED, IoErrorKind.AccessDenied)]
    [InlineData(ERROR.ERROR_CALL_NOT_IMPLEMENTED, IoErrorKind.NotSupported)]
    public void Open_SystemRefuses_IsAnExceptionWithItsCode(int errorCode, IoErrorKind kind)
    {
        _script.Failures["Open"] = errorCode;
        NativeIoException error = Assert.Throws<NativeIoException>(
            () => NativeFile.Open(@"C:\file", new NativeFileOptions { Backend = _backend }));
        Assert.Equal((kind, errorCode), (error.Kind, error.ErrorCode));
    }

    [Fact]
    public void Open_AFolderAsAFile_SaysSo()
    {
        _script.Failures["Open"] = ERROR.ERROR_ACCESS_DENIED;
        _script.Attributes = FILE.FILE_ATTRIBUTE_DIRECTORY;
        NativeIoException error = Assert.Throws<NativeIoException>(
            () => NativeFile.Open(@"C:\folder", new NativeFileOptions { Backend = _backend }));
        Assert.Equal(IoErrorKind.IsDirectory, error.Kind);
    }

    [Fact]
    public void Open_NameTooLong_SaysSo()
    {
        _script.Failures["Open"] = ERROR.ERROR_INVALID_NAME;
        NativeIoException error = Assert.Throws<NativeIoException>(() => NativeFile.Open(
            @"\\?\C:\" + new string('n', WindowsPath.NameLengthMax + 1), new NativeFileOptions { Backend = _backend }));
        Assert.Equal(IoErrorKind.NameTooLong, error.Kind);
        error = Assert.Throws<NativeIoException>(
            () => NativeFile.Open(@"C:\a?b", new NativeFileOptions { Backend = _backend }));
        Assert.Equal(IoErrorKind.InvalidArgument, error.Kind);
    }

    [Fact]
    public void Open_PathOfBytes_IsRefusedWithoutACall()
    {
        NativeIoException error = Assert.Throws<NativeIoException>(
            () => NativeFile.Open(NativePath.FromBytes([0xff]), new NativeFileOptions { Backend = _backend }));
        Assert.Equal(IoErrorKind.InvalidArgument, error.Kind);
        Assert.Empty(_script.Calls);
    }

    [Theory]
    [InlineData(FILE.IO_REPARSE_TAG_SYMLINK)]
    [InlineData(FILE.IO_REPARSE_TAG_MOUNT_POINT)]
    public void Open_LinkWhereNoneMayBe_IsRefusedAndNotEmptied(uint tag)
    {
        _script.Attributes = FILE.FILE_ATTRIBUTE_REPARSE_POINT;
        _script.ReparseTag = tag;
        var request = new FileOpenRequest(
            @"C:\link", FileAccess.Write, FileOpenMode.Truncate, FileOpenFlags.NoFollow, 0);
        IoResult result = OpenHandle(request, out SafeFileHandle? handle);
        Assert.Null(handle);
        Assert.Equal(IoErrorKind.LinkLoop, _backend.Classify(result.ErrorCode));
        Assert.Equal(FILE.OPEN_EXISTING, (uint)(_script.Calls[0].Second >> 32));
        Assert.DoesNotContain(_script.Calls, static call => call.Call == "SetFact");
    }

    [Fact]
    public void Open_PlainFileWhereNoLinkMayBe_IsEmptiedAfterTheCheck()
    {
        var request = new FileOpenRequest(
            @"C:\file", FileAccess.Write, FileOpenMode.Create, FileOpenFlags.NoFollow, 0);
        Assert.Equal(IoResult.Success(), OpenHandle(request, out SafeFileHandle? handle));
        handle!.Dispose();
        Assert.Equal(["Open", "GetFact", "SetFact"], _script.Calls.Select(static call => call.Call));
        Assert.Equal(FILE.OPEN_ALWAYS, (uint)(_script.Calls[0].Second >> 32));
    }

    [Fact]
    public void Open_FileWhereAFolderIsNeeded_IsRefused()
    {
        var request = new FileOpenRequest(
            @"C:\file", FileAccess.Read, FileOpenMode.Open, FileOpenFlags.Directory, 0);
        IoResult result = OpenHandle(request, out SafeFileHandle? handle);
        Assert.Null(handle);
        Assert.Equal(IoErrorKind.NotDirectory, _backend.Classify(result.ErrorCode));
    }

    [Fact]
    public void Open_Folder_MayBeFlushedWhereTheSystemAllowsIt()
    {
        _script.Attributes = FILE.FILE_ATTRIBUTE_DIRECTORY;
        var request = new FileOpenRequest(
            @"C:\folder", FileAccess.Read, FileOpenMode.Open, FileOpenFlags.Directory, 0);
        Assert.Equal(IoResult.Success(), OpenHandle(request, out SafeFileHandle? handle));
        handle!.Dispose();
        _script.Failures["Open"] = ERROR.ERROR_ACCESS_DENIED;
        Assert.Equal(ERROR.ERROR_ACCESS_DENIED, _backend.Open(request, out _).ErrorCode);
        Assert.Equal(
            [FILE.GENERIC_READ | FILE.GENERIC_WRITE, FILE.GENERIC_READ | FILE.GENERIC_WRITE, (long)FILE.GENERIC_READ],
            _script.Calls.Where(static call => call.Call == "Open").Select(static call => call.First));
    }

    [Fact]
    public void Open_Temporary_GoesWithItsHandle()
    {
        var request = new FileOpenRequest(
            @"C:\folder", FileAccess.ReadWrite, FileOpenMode.Open, FileOpenFlags.Temporary, 0);
        Assert.Equal(IoResult.Success(), OpenHandle(request, out SafeFileHandle? handle));
        handle!.Dispose();
        Assert.Equal(
            ((long)FILE.CREATE_NEW << 32) | FILE.FILE_FLAG_OVERLAPPED | FILE.FILE_FLAG_DELETE_ON_CLOSE
                | FILE.FILE_ATTRIBUTE_TEMPORARY,
            _script.Calls[0].Second);
    }

    [Fact]
    public void Open_AnyPath_ShowsNoDialogAndRestoresTheMode()
    {
        _script.Failures["Open"] = ERROR.ERROR_NOT_READY;
        var request = new FileOpenRequest(@"A:\file", FileAccess.Read, FileOpenMode.Open, FileOpenFlags.None, 0);
        IoResult result = _backend.Open(request, out _);
        Assert.Equal(ERROR.ERROR_NOT_READY, result.ErrorCode);
        Assert.Equal([FILE.SEM_FAILCRITICALERRORS, (uint)WindowsScript.OldErrorMode], _script.ErrorModes);
    }

    [Fact]
    public void Reopen_Flags_AreThoseOfOpeningWithoutAttributes()
    {
        using SafeFileHandle handle = File.OpenHandle(_folder.Write("first", "x"u8));
        using SafeFileHandle second = File.OpenHandle(_folder.Write("second", "x"u8));
        _script.Opened = second.DangerousGetHandle();
        var request = new FileOpenRequest(default, FileAccess.Read, FileOpenMode.Open, FileOpenFlags.Direct, 0);
        Assert.Equal(IoResult.Success(), _backend.Reopen(handle, request, out SafeFileHandle? reopened));
        second.SetHandleAsInvalid();
        reopened!.Dispose();
        Assert.Equal(
            ("Reopen", FILE.GENERIC_READ, (long)(FILE.FILE_FLAG_OVERLAPPED | FILE.FILE_FLAG_NO_BUFFERING)),
            Assert.Single(_script.Calls));

        _script.Failures["Reopen"] = ERROR.ERROR_SHARING_VIOLATION;
        IoResult result = _backend.Reopen(handle, request, out reopened);
        Assert.Equal((ERROR.ERROR_SHARING_VIOLATION, null), (result.ErrorCode, reopened));
    }

    private IoResult OpenHandle(in FileOpenRequest request, out SafeFileHandle? handle)
    {
        using SafeFileHandle real = File.OpenHandle(_folder.File("file"));
        _script.Opened = real.DangerousGetHandle();
        IoResult result = _backend.Open(request, out handle);
        real.SetHandleAsInvalid();
        return result;
    }
}
