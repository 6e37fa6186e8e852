using System;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class NativeIoExceptionTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Message_CallThatFailed_SaysWhatOnWhatWhyAndWhatToDo()
    {
        string path = _folder.File("missing");
        NativeIoException error = Assert.Throws<NativeIoException>(() => NativeFile.Open(path).Dispose());
        Assert.StartsWith($"Could not open '{path}': ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("that every folder on the way exists.", error.Message, StringComparison.Ordinal);
        Assert.Equal("open", error.Operation);
        Assert.Equal(path, error.Path.ToString());
        Assert.Equal(IoErrorKind.NotFound, error.Kind);
        Assert.NotEqual(0, error.ErrorCode);
    }

    [Fact]
    public void Message_CopyOverItself_DoesNotSayToRemoveTheFile()
    {
        string path = _folder.Write("file", "bytes"u8);
        NativeIoException error = Assert.Throws<NativeIoException>(() => FileTransfer.CopyFile(path, path));
        Assert.Equal(IoErrorKind.AlreadyExists, error.Kind);
        Assert.DoesNotContain("emove", error.Message, StringComparison.Ordinal);
    }
}
