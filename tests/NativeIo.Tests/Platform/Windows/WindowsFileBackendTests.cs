using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Native.TestKit;
using NativeIo.Interop.Windows;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

/// <summary>
/// What the backend makes of the answers of Windows. The table of calls is scripted, so this runs on every system.
/// </summary>
[SupportedOSPlatform("windows")]
public sealed partial class WindowsFileBackendTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly WindowsScript _script = new();
    private readonly WindowsFileBackend _backend = new(ScriptedWindowsCalls.Create());
    private readonly SafeFileHandle _handle;

    public WindowsFileBackendTests() => _handle = File.OpenHandle(_folder.Write("file", default));

    public void Dispose()
    {
        _handle.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_AtOnceOrLater_ReturnsWhenTheMemoryIsWritten(bool isPending)
    {
        _script.Steps.Enqueue(new WindowsStep(5, IsPending: isPending));
        byte[] read = new byte[8];
        IoResult result = _backend.Read(_handle, read, 0x1_2345_6789);
        Assert.Equal(IoResult.Success(5), result);
        Assert.Equal([.. Enumerable.Repeat(WindowsScript.Content, 5), 0, 0, 0], read);
        Assert.Contains(("Read", 0x1_2345_6789, 8), _script.Calls);
        Assert.Equal(isPending ? 1 : 0, _script.Calls.Count(static call => call.Call == "GetResult"));
    }

    [Fact]
    public void Read_WaitReturnsTooEarly_WaitsUntilTheKernelIsDone()
    {
        _script.Steps.Enqueue(new WindowsStep(3, IsPending: true, FailedWaits: 4));
        byte[] read = new byte[3];
        Assert.Equal(IoResult.Success(3), _backend.Read(_handle, read, 0));
        Assert.Equal(5, _script.Calls.Count(static call => call.Call == "GetResult"));
        Assert.All(read, static value => Assert.Equal(WindowsScript.Content, value));
    }

    [Theory]
    [InlineData(ERROR.ERROR_HANDLE_EOF, false)]
    [InlineData(ERROR.ERROR_HANDLE_EOF, true)]
    [InlineData(ERROR.ERROR_BROKEN_PIPE, false)]
    [InlineData(ERROR.ERROR_BROKEN_PIPE, true)]
    public void Read_EndOfFileOrPipe_IsZeroBytes(int errorCode, bool isPending)
    {
        _script.Steps.Enqueue(new WindowsStep(0, errorCode, isPending));
        Assert.Equal(IoResult.Success(), _backend.Read(_handle, new byte[4], 100));
    }

    [Fact]
    public void Read_MessageLongerThanTheMemory_IsShort()
    {
        _script.Steps.Enqueue(new WindowsStep(4, ERROR.ERROR_MORE_DATA));
        Assert.Equal(IoResult.Success(4), _backend.Read(_handle, new byte[4], 0));
    }

    [Fact]
    public void Transfer_ConnectionWasReset_IsNotAStaleFile()
    {
        _script.FileType = FILE.FILE_TYPE_PIPE;
        _script.Steps.Enqueue(new WindowsStep(0, ERROR.ERROR_NETNAME_DELETED));
        _script.Steps.Enqueue(new WindowsStep(0, ERROR.ERROR_NETNAME_DELETED));
        foreach (IoResult result in (IoResult[])
        [
            _backend.Read(_handle, new byte[4], FileBackend.AtPosition),
            _backend.Write(_handle, new byte[4], FileBackend.AtPosition),
        ])
        {
            Assert.Equal(ERROR.WSAECONNRESET, result.ErrorCode);
            Assert.Equal(IoErrorKind.BrokenPipe, _backend.Classify(result.ErrorCode));
        }
    }

    [Theory]
    [InlineData(FILE.FILE_READ_DATA, false, true)]
    [InlineData(FILE.FILE_WRITE_DATA, true, false)]
    [InlineData(FILE.FILE_APPEND_DATA, true, false)]
    [InlineData(uint.MaxValue, false, false)]
    public void Transfer_HandleWithoutTheRight_IsABadHandle(uint rights, bool readIsBad, bool writeIsBad)
    {
        _script.Rights = rights;
        _script.Steps.Enqueue(new WindowsStep(0, ERROR.ERROR_ACCESS_DENIED));
        _script.Steps.Enqueue(new WindowsStep(0, ERROR.ERROR_ACCESS_DENIED));
        Assert.Equal(
            readIsBad ? IoErrorKind.BadHandle : IoErrorKind.AccessDenied,
            _backend.Classify(_backend.Read(_handle, new byte[4], 0).ErrorCode));
        Assert.Equal(
            writeIsBad ? IoErrorKind.BadHandle : IoErrorKind.AccessDenied,
            _backend.Classify(_backend.Write(_handle, new byte[4], 0).ErrorCode));
    }

    [Theory]
    [InlineData(ERROR.ERROR_BROKEN_PIPE)]
    [InlineData(ERROR.ERROR_NO_DATA)]
    public void Write_OtherEndIsGone_IsAFailure(int errorCode)
    {
        _script.Steps.Enqueue(new WindowsStep(0, errorCode));
        IoResult result = _backend.Write(_handle, new byte[4], 0);
        Assert.Equal(IoErrorKind.BrokenPipe, _backend.Classify(result.ErrorCode));
    }

    [Fact]
    public void Transfers_OneThread_UseOneEventThatNoPortSees()
    {
        for (int round = 0; round < 3; round++)
        {
            _script.Steps.Enqueue(new WindowsStep(1, IsPending: true));
            _script.Steps.Enqueue(new WindowsStep(1));
            _ = _backend.Read(_handle, new byte[1], 0);
            _ = _backend.Write(_handle, new byte[1], 0);
        }

        Assert.Equal(1, _script.EventsMade);
        Assert.Equal(6, _script.Events.Count);
        Assert.Single(_script.Events.Distinct());
        Assert.Equal(1, _script.Events[0] & 1);
    }

    [Fact]
    public void Transfers_NoEvent_FailBeforeTheyStart()
    {
        _script.Failures["CreateEvent"] = ERROR.ERROR_NO_SYSTEM_RESOURCES;
        Assert.Equal(ERROR.ERROR_NO_SYSTEM_RESOURCES, _backend.Read(_handle, new byte[1], 0).ErrorCode);
        Assert.Equal(ERROR.ERROR_NO_SYSTEM_RESOURCES, _backend.Write(_handle, new byte[1], 0).ErrorCode);
        Assert.DoesNotContain(_script.Calls, static call => call.Call is "Read" or "Write");
    }

    [Theory]
    [InlineData(ERROR.ERROR_NOT_ENOUGH_QUOTA, IoErrorKind.OutOfMemory)]
    [InlineData(ERROR.ERROR_LOCK_VIOLATION, IoErrorKind.Busy)]
    [InlineData(ERROR.ERROR_INVALID_PARAMETER, IoErrorKind.InvalidArgument)]
    [InlineData(ERROR.ERROR_CRC, IoErrorKind.DeviceFault)]
    [InlineData(ERROR.ERROR_OPERATION_ABORTED, IoErrorKind.Cancelled)]
    [InlineData(ERROR.ERROR_NETNAME_DELETED, IoErrorKind.StaleFile)]
    public void Read_SystemRefuses_IsAnExceptionWithItsCode(int errorCode, IoErrorKind kind)
    {
        foreach (bool isPending in new[] { false, true })
        {
            using NativeFile file = Open(new NativeFileOptions { Backend = _backend });
            _script.Steps.Enqueue(new WindowsStep(2));
            _script.Steps.Enqueue(new WindowsStep(0, errorCode, isPending));
            NativeIoException error = Assert.Throws<NativeIoException>(() => file.ReadFull(new byte[4], 0));
            Assert.Equal((kind, errorCode, 2), (error.Kind, error.ErrorCode, error.BytesTransferred));
        }
    }

    [Fact]
    public void Write_DiskIsFullAfterProgress_SaysHowFarItCame()
    {
        using NativeFile file = Open(new NativeFileOptions { Backend = _backend, Access = FileAccess.Write });
        _script.Steps.Enqueue(new WindowsStep(3, IsPending: true));
        _script.Steps.Enqueue(new WindowsStep(0, ERROR.ERROR_DISK_FULL));
        NativeIoException error = Assert.Throws<NativeIoException>(() => file.Write(new byte[10], 7));
        Assert.Equal((IoErrorKind.NoSpace, 3), (error.Kind, error.BytesTransferred));
        Assert.Equal(
            [("Write", 7, 10), ("Write", 10, 7)], _script.Calls.Where(static call => call.Call == "Write"));
    }

    [Fact]
    public void ReadAndWrite_AtPosition_GoOnWhereTheLastOneEnded()
    {
        foreach (uint count in new uint[] { 4, 2, 1 })
        {
            _script.Steps.Enqueue(new WindowsStep(count));
        }

        _ = _backend.Read(_handle, new byte[4], FileBackend.AtPosition);
        _ = _backend.Write(_handle, new byte[4], FileBackend.AtPosition);
        _ = _backend.Read(_handle, new byte[4], FileBackend.AtPosition);
        Assert.Equal(
            [0L, 4L, 6L],
            _script.Calls.Where(static call => call.Call is "Read" or "Write").Select(static call => call.First));
    }

    [Fact]
    public void ReadAndWrite_AtPositionOfAPipe_StartAtZero()
    {
        _script.FileType = FILE.FILE_TYPE_PIPE;
        _script.Steps.Enqueue(new WindowsStep(4));
        _script.Steps.Enqueue(new WindowsStep(4));
        _ = _backend.Read(_handle, new byte[4], FileBackend.AtPosition);
        _ = _backend.Write(_handle, new byte[4], FileBackend.AtPosition);
        Assert.All(
            _script.Calls.Where(static call => call.Call is "Read" or "Write"),
            static call => Assert.Equal(0, call.First));
    }

    [Fact]
    public void ReadAndWrite_AtPositionOfASynchronousHandle_LeaveItToTheSystem()
    {
        _script.Mode = NT.FILE_SYNCHRONOUS_IO_NONALERT;
        _script.Steps.Enqueue(new WindowsStep(3));
        _script.Steps.Enqueue(new WindowsStep(2));
        _script.Steps.Enqueue(new WindowsStep(0, ERROR.ERROR_HANDLE_EOF));
        Assert.Equal(IoResult.Success(3), _backend.Read(_handle, new byte[4], FileBackend.AtPosition));
        Assert.Equal(IoResult.Success(2), _backend.Write(_handle, new byte[4], FileBackend.AtPosition));
        Assert.Equal(IoResult.Success(), _backend.Read(_handle, new byte[4], FileBackend.AtPosition));
        Assert.All(_script.Events, static value => Assert.Equal(0, value));
    }

    [Fact]
    public void Transfers_SteadyState_AllocateNothing()
    {
        byte[] memory = new byte[16];
        AllocationAssert.Flat(
            () =>
            {
                _script.Steps.Enqueue(new WindowsStep(16));
                _ = _backend.Read(_handle, memory, 0);
                _script.Calls.Clear();
                _script.Events.Clear();
            },
            1000);
    }

    [Fact]
    public void Allocate_FileWithBytes_IsNotCutByReserving()
    {
        _script.Length = 100;
        _script.AllocatedBytes = 4096;
        Assert.Equal(IoResult.Success(), _backend.Allocate(_handle, 0, 4096));
        IoResult more = _backend.Allocate(_handle, 0, 4097);
        Assert.Equal(IoErrorKind.NotSupported, _backend.Classify(more.ErrorCode));
        Assert.DoesNotContain(_script.Calls, static call => call.Call == "SetFact");
    }

    [Fact]
    public void Allocate_EmptyFile_ReservesUpToTheEnd()
    {
        Assert.Equal(IoResult.Success(), _backend.Allocate(_handle, 1000, 24));
        Assert.Contains(("SetFact", (long)FILE_INFO_BY_HANDLE_CLASS.FileAllocationInfo, 1024), _script.Calls);
        IoResult tooLong = _backend.Allocate(_handle, 1, long.MaxValue);
        Assert.Equal(IoErrorKind.FileTooLarge, _backend.Classify(tooLong.ErrorCode));
        _script.Failures["GetFact"] = ERROR.ERROR_ACCESS_DENIED;
        Assert.Equal(ERROR.ERROR_ACCESS_DENIED, _backend.Allocate(_handle, 0, 1).ErrorCode);
    }

    [Fact]
    public void SetLengthAndFlush_SystemRefuses_GiveItsCode()
    {
        Assert.Equal(IoResult.Success(), _backend.SetLength(_handle, 77));
        Assert.Contains(("SetFact", (long)FILE_INFO_BY_HANDLE_CLASS.FileEndOfFileInfo, 77), _script.Calls);
        Assert.Equal(IoResult.Success(), _backend.Flush(_handle, FlushLevel.Data));
        _script.Failures["SetFact"] = ERROR.ERROR_USER_MAPPED_FILE;
        _script.Failures["Flush"] = ERROR.ERROR_WRITE_FAULT;
        Assert.Equal(ERROR.ERROR_USER_MAPPED_FILE, _backend.SetLength(_handle, 0).ErrorCode);
        Assert.Equal(ERROR.ERROR_WRITE_FAULT, _backend.Flush(_handle, FlushLevel.Full).ErrorCode);
        Assert.Equal(IoResult.Success(), _backend.Flush(_handle, FlushLevel.None));
    }

    private NativeFile Open(NativeFileOptions options)
    {
        // The handle that the script gives is a real one of this system, so that it can be closed.
        using SafeFileHandle handle = File.OpenHandle(_folder.File("file"));
        _script.Opened = handle.DangerousGetHandle();
        NativeFile file = NativeFile.Open(@"C:\folder\file", options);
        handle.SetHandleAsInvalid();
        return file;
    }
}
