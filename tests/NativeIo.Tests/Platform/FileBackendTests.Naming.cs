using System.IO;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

/// <content>Names and permissions.</content>
public sealed partial class FileBackendTests
{
    private const int OwnerOnly = 0b110_000_000;

    [Theory]
    [MemberData(nameof(Backends))]
    public void RemovePath_FileLinkFolderOrNothing_SaysTheSame(string name)
    {
        FileBackend backend = PlatformSelector.Create(name);
        string path = _folder.Write("file", "x"u8);
        Assert.Null(KindOf(backend, backend.RemovePath(path)));
        Assert.False(File.Exists(path));
        Assert.Equal(IoErrorKind.NotFound, KindOf(backend, backend.RemovePath(path)));
        Assert.Equal(IoErrorKind.NotFound, KindOf(backend, backend.RemovePath(_folder.File("missing/file"))));
        _ = _folder.Write("folder/file", "x"u8);
        Assert.Equal(
            name == "windows" ? IoErrorKind.AccessDenied : IoErrorKind.IsDirectory,
            KindOf(backend, backend.RemovePath(_folder.File("folder"))));
        Assert.True(File.Exists(_folder.File("folder/file")));
    }

    [Theory]
    // Platform: symbolic links need no privilege on Unix only.
    [Trait("Platform", "linux")]
    [MemberData(nameof(Backends))]
    public void RemovePath_Link_RemovesTheLinkAlone(string name)
    {
        FileBackend backend = PlatformSelector.Create(name);
        string file = _folder.Write("folder/file", "x"u8);
        foreach (string target in (string[])["folder", "folder/file", "missing"])
        {
            File.CreateSymbolicLink(_folder.File("link"), target);
            Assert.Null(KindOf(backend, backend.RemovePath(_folder.File("link"))));
            Assert.Null(new FileInfo(_folder.File("link")).LinkTarget);
        }

        Assert.True(File.Exists(file));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void RenamePath_NewOldOrMissingName_SaysTheSame(string name)
    {
        FileBackend backend = PlatformSelector.Create(name);
        string from = _folder.Write("from", "new"u8);
        string to = _folder.Write("to", "old"u8);
        IoErrorKind? kept = KindOf(backend, backend.RenamePath(from, to, replaces: false));

        // POSIX cannot rename so; a link and a removal take the place.
        Assert.Equal(name == "posix" ? IoErrorKind.NotSupported : IoErrorKind.AlreadyExists, kept);
        Assert.Equal("old", File.ReadAllText(to));
        Assert.Null(KindOf(backend, backend.RenamePath(from, to, replaces: true)));
        Assert.Equal("new", File.ReadAllText(to));
        Assert.Equal(IoErrorKind.NotFound, KindOf(backend, backend.RenamePath(from, to, replaces: true)));
        Assert.Equal("new", File.ReadAllText(to));
    }

    [Theory]
    // Platform: permission bits.
    [Trait("Platform", "linux")]
    [MemberData(nameof(Backends))]
    public void Open_NewFile_HasThePermissionsAtOnce(string name)
    {
        FileBackend backend = PlatformSelector.Create(name);
        foreach (FileOpenMode mode in (FileOpenMode[])
            [FileOpenMode.CreateNew, FileOpenMode.Create, FileOpenMode.OpenOrCreate])
        {
            var request = new FileOpenRequest(
                _folder.File(mode.ToString()), FileAccess.ReadWrite, mode, FileOpenFlags.None, OwnerOnly);
            Assert.Null(KindOf(backend, backend.Open(request, out SafeFileHandle? handle)));
            using (handle)
            {
                Assert.Equal(OwnerOnly, (int)new FileInfo(_folder.File(mode.ToString())).UnixFileMode);
                Assert.True(backend.GetFacts(handle!, out FileFacts facts).IsSuccess);
                Assert.Equal(OwnerOnly, facts.PermissionBits);
                Assert.True(backend.SetPermissions(handle!, 0b100_100_000).IsSuccess);
                Assert.True(backend.GetFacts(
                    _folder.File(mode.ToString()), followsLinks: true, out facts).IsSuccess);
                Assert.Equal(0b100_100_000, facts.PermissionBits);

                // The handle stays open when what made it is gone.
                Assert.Equal(1, backend.Write(handle!, "x"u8, 0).Value);
            }
        }
    }

    [Theory]
    // Platform: permission bits.
    [Trait("Platform", "linux")]
    [MemberData(nameof(Backends))]
    public void AtomicFileWriter_ReplacedSecret_StaysSecret(string name)
    {
        FileBackend backend = PlatformSelector.Create(name);
        string path = _folder.File("secret");
        NativeFile.Open(path, new NativeFileOptions
        {
            Access = FileAccess.Write,
            Mode = FileOpenMode.CreateNew,
            PermissionBits = OwnerOnly,
            Backend = backend,
        }).Dispose();
        var options = new AtomicFileOptions { Backend = backend };
        using AtomicFileWriter writer = AtomicFileWriter.Create(path, options);
        Assert.All(
            Directory.GetFileSystemEntries(_folder.Path),
            static entry => Assert.Equal(OwnerOnly, (int)new FileInfo(entry).UnixFileMode));
        writer.Write("new"u8);
        writer.Commit();
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(OwnerOnly, (int)new FileInfo(path).UnixFileMode);
    }

    [Theory]
    // Platform: pipes.
    [Trait("Platform", "linux")]
    [MemberData(nameof(Backends))]
    public void GetFacts_Pipe_HasPermissions(string name)
    {
        Assert.True(PlatformSelector.Create("linux")
            .CreatePipe(out SafeFileHandle? reader, out SafeFileHandle? writer).IsSuccess);
        using (reader)
        using (writer)
        {
            // A copy of what comes out of it is made with them.
            Assert.True(PlatformSelector.Create(name).GetFacts(reader!, out FileFacts facts).IsSuccess);
            Assert.Equal(OwnerOnly, facts.PermissionBits);
        }
    }

    private static IoErrorKind? KindOf(FileBackend backend, IoResult result) =>
        result.IsSuccess ? null : backend.Classify(result.ErrorCode);
}
