using System;
using System.IO;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

/// <summary>Readers of files that are open already.</summary>
public sealed partial class DirectFileReaderTests
{
    [Fact]
    public void OpenFile_PathLeadsToAnotherByNow_ReadsTheOpenOne()
    {
        byte[] content = SeededRandom.Create().NextBytes(50_001);
        string path = _folder.Write("file", content);
        using NativeFile file = NativeFile.Open(path, new NativeFileOptions { Backend = Native });
        File.Move(path, path + ".old");
        File.WriteAllText(path, "another file");
        using DirectFileReader reader = DirectFileReader.Open(file);
        Assert.Equal(content.Length, reader.Length);
        CheckWhole(reader, content);
    }

    [Fact]
    public void OpenFile_OfARootedDirectory_NeedsNoPath()
    {
        byte[] content = SeededRandom.Create().NextBytes(9001);
        bool isDirect = IsDirect(_folder.Write("file", content));
        using RootedDirectory root = RootedDirectory.Open(
            _folder.Path, new RootedDirectoryOptions { Backend = Native });
        using NativeFile file = root.OpenFile("file");
        using DirectFileReader reader = DirectFileReader.Open(file);
        Assert.Equal(isDirect, reader.IsDirect);
        CheckWhole(reader, content);
    }

    [Fact]
    public void OpenFile_CannotBeOpenedASecondTime_IsReadAsItIs()
    {
        byte[] content = SeededRandom.Create().NextBytes(9001);
        string path = _folder.Write("file", content);
        var backend = new ScriptedBackend(Native) { Always = Fault.Fail(IoErrorKind.NotFound, "reopen") };
        using NativeFile file = NativeFile.Open(path, new NativeFileOptions { Backend = backend });
        using (DirectFileReader reader = DirectFileReader.Open(file))
        {
            Assert.False(reader.IsDirect);
            Assert.Contains("refused to be opened", reader.FallbackReason, StringComparison.Ordinal);
            CheckWhole(reader, content);
        }

        Assert.Equal(content.Length, file.Length);
        Assert.Equal(
            IoErrorKind.NotSupported,
            Assert.Throws<NativeIoException>(
                () => DirectFileReader.Open(file, new DirectFileOptions { RequiresDirect = true })).Kind);
    }

    [Fact]
    public void OpenFile_OpeningIsInterrupted_IsRepeated()
    {
        string path = _folder.Write("file", new byte[9001]);
        bool isDirect = IsDirect(path);
        var backend = new ScriptedBackend(
            Native,
            Fault.Fail(IoErrorKind.Interrupted, "reopen"),
            Fault.Fail(IoErrorKind.Interrupted, "reopen"));
        using NativeFile file = NativeFile.Open(path, new NativeFileOptions { Backend = backend });
        using DirectFileReader reader = DirectFileReader.Open(file);
        Assert.Equal(isDirect, reader.IsDirect);
    }

    // Platform: a pipe with a name.
    [Trait("Platform", "linux")]
    [Fact]
    public void OpenFile_Pipe_IsNotOpenedAgainWhichWouldWaitForItsOtherEnd()
    {
        string path = _folder.File("pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", path))
        {
            make.WaitForExit();
            Assert.Equal(0, make.ExitCode);
        }

        var backend = new ScriptedBackend(Native) { Always = Fault.Fail(IoErrorKind.NotFound, "reopen") };
        using NativeFile file = NativeFile.Open(
            path, new NativeFileOptions { Flags = FileOpenFlags.NonBlocking, Backend = backend });
        using DirectFileReader reader = DirectFileReader.Open(file);
        Assert.False(reader.IsDirect);
        Assert.Contains(nameof(FileKind.Pipe), reader.FallbackReason, StringComparison.Ordinal);
        Assert.DoesNotContain(backend.Calls, static call => call.Operation == "reopen");
    }

    [Fact]
    public void OpenFile_OpenInAnotherWayOrClosed_IsRefused()
    {
        string path = _folder.Write("file", new byte[9]);
        Assert.Throws<ArgumentNullException>(() => DirectFileReader.Open((NativeFile)null!));
        using NativeFile writable = NativeFile.Open(path, new NativeFileOptions { Access = FileAccess.Write });
        Assert.Contains(
            "Open it for Read",
            Assert.Throws<ArgumentException>(() => DirectFileReader.Open(writable)).Message,
            StringComparison.Ordinal);
        using NativeFile readable = NativeFile.Open(path);
        Assert.Throws<ArgumentException>(() => DirectFileWriter.Open(readable));
        using NativeFile appending = NativeFile.Open(
            path, new NativeFileOptions { Access = FileAccess.ReadWrite, Flags = FileOpenFlags.Append });
        Assert.Throws<ArgumentException>(() => DirectFileWriter.Open(appending));
        readable.Dispose();
        Assert.Throws<ObjectDisposedException>(() => DirectFileReader.Open(readable));
    }

    private static bool IsDirect(string path)
    {
        using DirectFileReader reader = DirectFileReader.Open(path, new DirectFileOptions { Backend = Native });
        return reader.IsDirect;
    }
}
