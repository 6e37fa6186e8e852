using System;
using System.Linq;
using NativeIo.Interop.Windows;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class WindowsFileBackendTests
{
    private static readonly int s_page = Environment.SystemPageSize;

    [Fact]
    public void Vectored_BufferedFile_IsNotSupported()
    {
        IoVector[] pieces = [new((nint)s_page, s_page)];
        Assert.Equal(
            IoErrorKind.NotSupported, _backend.Classify(_backend.ReadVectored(_handle, pieces, 0).ErrorCode));
        Assert.Equal(
            IoErrorKind.NotSupported, _backend.Classify(_backend.WriteVectored(_handle, pieces, 0).ErrorCode));
        Assert.Empty(_script.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Vectored_PiecesOfSeveralPages_AreOneElementForEachPage(bool isPending)
    {
        _script.Mode = NT.FILE_NO_INTERMEDIATE_BUFFERING;
        _script.Steps.Enqueue(new WindowsStep((uint)(3 * s_page), IsPending: isPending));
        IoVector[] pieces = [new(16 * s_page, s_page), new(32 * s_page, 2 * s_page)];
        Assert.Equal(IoResult.Success(3 * s_page), _backend.WriteVectored(_handle, pieces, 8192));
        Assert.Contains(("WritePages", 8192, 3 * s_page), _script.Calls);
        ulong page = (ulong)s_page;
        Assert.Equal([16 * page, 32 * page, 33 * page, 0], _script.Pages);
    }

    [Fact]
    public void Vectored_MoreThanTheLimit_IsAShortTransferWithAZeroAtItsEnd()
    {
        const int limit = 4096;
        _script.Mode = NT.FILE_NO_INTERMEDIATE_BUFFERING;
        _script.Steps.Enqueue(new WindowsStep(0, ERROR.ERROR_NOT_ENOUGH_QUOTA));
        IoVector[] pieces =
            [.. Enumerable.Range(1, 3).Select(static index => new IoVector(index * 0x1000_0000, 2000 * s_page))];
        IoResult result = _backend.ReadVectored(_handle, pieces, 0);
        Assert.Equal(IoErrorKind.OutOfMemory, _backend.Classify(result.ErrorCode));
        Assert.Contains(("ReadPages", 0, (long)limit * s_page), _script.Calls);
        Assert.Equal(limit + 1, _script.Pages.Count);
        Assert.DoesNotContain(0ul, _script.Pages.Take(limit));
        Assert.Equal(0ul, _script.Pages[limit]);
    }

    [Theory]
    [InlineData(512, 4096)]
    [InlineData(0, 512)]
    public void Vectored_PieceThatIsNoWholePages_IsTransferredAlone(int start, int length)
    {
        _script.Mode = NT.FILE_NO_INTERMEDIATE_BUFFERING;
        _script.Steps.Enqueue(new WindowsStep(512));
        IoVector[] pieces = [new((16 * s_page) + start, length), new(32 * s_page, s_page)];
        Assert.Equal(IoResult.Success(512), _backend.WriteVectored(_handle, pieces, 1024));
        Assert.Contains(("Write", 1024, (long)length), _script.Calls);
        Assert.Empty(_script.Pages);
    }

    [Fact]
    public void Vectored_WholePagesInFront_GoTogetherWithoutTheRest()
    {
        _script.Mode = NT.FILE_NO_INTERMEDIATE_BUFFERING;
        _script.Steps.Enqueue(new WindowsStep((uint)s_page));
        IoVector[] pieces = [new(16 * s_page, s_page), new(32 * s_page, 100), new(48 * s_page, s_page)];
        Assert.Equal(IoResult.Success(s_page), _backend.WriteVectored(_handle, pieces, 0));
        Assert.Equal([16 * (ulong)s_page, 0], _script.Pages);
    }
}
