using NativeIo.Interop.Windows;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class WindowsFileBackendTests
{
    private const nint View = ScriptedWindowsCalls.ViewAddress;

    [Theory]
    [InlineData(MapAccess.Read, MEM.PAGE_READONLY, FILE.FILE_MAP_READ)]
    [InlineData(MapAccess.ReadWrite, MEM.PAGE_READWRITE, FILE.FILE_MAP_READ | FILE.FILE_MAP_WRITE)]
    [InlineData(MapAccess.CopyOnWrite, MEM.PAGE_WRITECOPY, FILE.FILE_MAP_COPY)]
    public void Map_EachAccess_IsASectionOfTheFileAndAViewOfIt(MapAccess access, uint protection, uint viewAccess)
    {
        IoResult map = _backend.Map(_handle, new MapRequest(access, 0x1_0001_0000, 4096));
        Assert.Equal(IoResult.Success(View), map);
        Assert.Equal(IoResult.Success(), _backend.Unmap(View, 4096));
        Assert.Equal(
            [("CreateSection", protection, 0), ("MapView", viewAccess, 0x1_0001_0000), ("UnmapView", View, 0)],
            _script.Calls);
        Assert.Equal(0, 0x1_0001_0000 % _backend.MapGranularity);
    }

    [Theory]
    [InlineData("CreateSection", ERROR.ERROR_COMMITMENT_LIMIT)]
    [InlineData("MapView", ERROR.ERROR_NOT_ENOUGH_MEMORY)]
    public void Map_SystemRefuses_GivesItsCode(string call, int errorCode)
    {
        _script.Failures[call] = errorCode;
        IoResult map = _backend.Map(_handle, new MapRequest(MapAccess.Read, 0, 4096));
        Assert.Equal(errorCode, map.ErrorCode);
        Assert.Equal(IoErrorKind.OutOfMemory, _backend.Classify(map.ErrorCode));
    }

    [Fact]
    public void AdviseMap_WillNeed_IsPrefetchedAndNothingElseIsTaken()
    {
        Assert.Equal(IoResult.Success(), _backend.AdviseMap(View, 8192, MapAdvice.WillNeed));
        Assert.Equal([("Prefetch", View, 8192L)], _script.Calls);
        foreach (MapAdvice advice in (MapAdvice[])[MapAdvice.Normal, MapAdvice.Sequential, MapAdvice.DontNeed])
        {
            Assert.Equal(
                IoErrorKind.NotSupported, _backend.Classify(_backend.AdviseMap(View, 8192, advice).ErrorCode));
        }

        Assert.Single(_script.Calls);

        // As before Windows 8.
        _script.Failures["Prefetch"] = ERROR.ERROR_CALL_NOT_IMPLEMENTED;
        Assert.Equal(
            IoErrorKind.NotSupported,
            _backend.Classify(_backend.AdviseMap(View, 8192, MapAdvice.WillNeed).ErrorCode));
    }

    [Fact]
    public void FlushMap_AndUnmap_SystemRefuses_GiveItsCode()
    {
        Assert.Equal(IoResult.Success(), _backend.FlushMap(View, 4096));
        Assert.Contains(("FlushView", View, 4096L), _script.Calls);
        _script.Failures["FlushView"] = ERROR.ERROR_WRITE_FAULT;
        _script.Failures["UnmapView"] = ERROR.ERROR_INVALID_PARAMETER;
        Assert.Equal(ERROR.ERROR_WRITE_FAULT, _backend.FlushMap(View, 4096).ErrorCode);
        Assert.Equal(ERROR.ERROR_INVALID_PARAMETER, _backend.Unmap(View, 4096).ErrorCode);
        Assert.False(_backend.FlushMapReachesDevice);
        Assert.Equal(IoErrorKind.NotSupported, _backend.Classify(_backend.GrowMap(View, 4096, 8192).ErrorCode));
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(40, 40)]
    [InlineData(0, -1)]
    public void CopyOfAMap_PageIsGone_CountsTheBytesBefore(int there, int expected)
    {
        _script.CopiedBytesMax = there;
        byte[] copy = new byte[100];
        foreach (IoResult result in (IoResult[])[_backend.CopyFromMap(View, copy), _backend.CopyToMap(View, copy)])
        {
            Assert.Equal(
                expected < 0 ? IoResult.Failure(ERROR.ERROR_PARTIAL_COPY) : IoResult.Success(expected), result);
        }

        Assert.Equal([("ReadMemory", View, -1L), ("WriteMemory", View, -1L)], _script.Calls);
        Assert.All(copy[..there], static value => Assert.Equal(WindowsScript.Content, value));
        Assert.All(copy[there..], static value => Assert.Equal(0, value));
    }

    [Fact]
    public void CopyOfAMap_SystemDenies_GivesItsCode()
    {
        _script.Failures["ReadMemory"] = ERROR.ERROR_ACCESS_DENIED;
        _script.Failures["WriteMemory"] = ERROR.ERROR_NOACCESS;
        Assert.Equal(ERROR.ERROR_ACCESS_DENIED, _backend.CopyFromMap(View, new byte[4]).ErrorCode);
        Assert.Equal(ERROR.ERROR_NOACCESS, _backend.CopyToMap(View, new byte[4]).ErrorCode);
    }
}
