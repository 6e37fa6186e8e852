using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class LinuxErrorsTests
{
    /// <summary>The numbers are those of <c>asm-generic/errno.h</c>.</summary>
    [Theory]
    [InlineData(IoErrorKind.NotFound, 2, 61)]
    [InlineData(IoErrorKind.AlreadyExists, 17)]
    [InlineData(IoErrorKind.AccessDenied, 1, 13)]
    [InlineData(IoErrorKind.IsDirectory, 21)]
    [InlineData(IoErrorKind.NotDirectory, 20)]
    [InlineData(IoErrorKind.DirectoryNotEmpty, 39)]
    [InlineData(IoErrorKind.LinkLoop, 40)]
    [InlineData(IoErrorKind.NameTooLong, 36)]
    [InlineData(IoErrorKind.TooManyOpenFiles, 23, 24)]
    [InlineData(IoErrorKind.NoSpace, 28, 122)]
    [InlineData(IoErrorKind.FileTooLarge, 27, 75)]
    [InlineData(IoErrorKind.Busy, 16, 26)]
    [InlineData(IoErrorKind.ReadOnlyFileSystem, 30)]
    [InlineData(IoErrorKind.CrossDevice, 18)]
    [InlineData(IoErrorKind.DeviceFault, 5, 110)]
    [InlineData(IoErrorKind.BadHandle, 9)]
    [InlineData(IoErrorKind.NotSeekable, 29)]
    [InlineData(IoErrorKind.InvalidArgument, 22)]
    [InlineData(IoErrorKind.NotSupported, 6, 19, 25, 38, 95)]
    [InlineData(IoErrorKind.OutOfMemory, 12, 105)]
    [InlineData(IoErrorKind.WouldBlock, 11)]
    [InlineData(IoErrorKind.Interrupted, 4)]
    [InlineData(IoErrorKind.BrokenPipe, 32, 104)]
    [InlineData(IoErrorKind.StaleFile, 116)]
    [InlineData(IoErrorKind.Cancelled, 125)]
    [InlineData(IoErrorKind.Unknown, 0, 14, 9999, -1)]
    public void Classify_NumberOfTheSystem_IsItsKind(IoErrorKind kind, params int[] codes)
    {
        foreach (int code in codes)
        {
            Assert.Equal(kind, LinuxErrors.Classify(code));
        }
    }
}
