using System;
using System.Buffers;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class AtomicFileWriterTests : IDisposable
{
    /// <summary>The system's own backend, whichever the process was told to use.</summary>
    private static FileBackend Native { get; } = PlatformSelector.Create(PlatformSelector.Available[0]);

    private readonly TemporaryDirectory _folder = new();

    private string Target => _folder.File("target");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(FlushLevel.None, true)]
    [InlineData(FlushLevel.Data, true)]
    [InlineData(FlushLevel.Full, true)]
    [InlineData(FlushLevel.None, false)]
    [InlineData(FlushLevel.Data, false)]
    [InlineData(FlushLevel.Full, false)]
    public void Commit_NewOrExistingName_ShowsTheFileOnlyThen(FlushLevel level, bool isNameless)
    {
        for (int round = 0; round < 3; round++)
        {
            byte[]? before = round == 0 ? null : File.ReadAllBytes(Target);
            using AtomicFileWriter writer = Create(
                Target, new AtomicFileOptions { Durability = level, Backend = Backend(isNameless) });
            writer.Write(Encoding.UTF8.GetBytes($"round {round}"));
            Assert.Equal(7, writer.Length);
            Assert.Equal(before, File.Exists(Target) ? File.ReadAllBytes(Target) : null);
            Assert.False(writer.IsCommitted);
            writer.Commit();
            Assert.True(writer.IsCommitted);
            Assert.Equal($"round {round}", File.ReadAllText(Target));
            Assert.True(writer.Leftover.IsEmpty);
            Assert.Equal([Target], Directory.GetFileSystemEntries(_folder.Path));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Commit_Order_IsWriteFlushNameFlushFolder(bool isNameless)
    {
        ScriptedBackend backend = Backend(isNameless);
        using AtomicFileWriter writer = Create(Target, new AtomicFileOptions { Backend = backend });
        writer.Write("abc"u8);
        writer.Commit();
        string[] steps =
        [
            .. backend.Calls.Select(static call => call.Operation)
                .Where(static operation => operation is "write" or "flush" or "link-handle" or "rename"),
        ];
        string naming = isNameless && Native.Name == "linux" ? "link-handle" : "rename";
        Assert.Equal(["write", "flush", naming, "flush"], steps);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Dispose_WithoutCommit_LeavesEverythingAsItWas(bool isNameless)
    {
        foreach (bool exists in (bool[])[false, true])
        {
            if (exists)
            {
                _ = _folder.Write("target", "old"u8);
            }

            AtomicFileWriter writer = Create(
                Target, new AtomicFileOptions { Backend = Backend(isNameless) });
            writer.Write(new byte[1_000_000]);
            writer.Write("x"u8);
            writer.Dispose();
            writer.Dispose();
            Assert.Equal(exists ? [Target] : [], Directory.GetFileSystemEntries(_folder.Path));
            Assert.Throws<ObjectDisposedException>(() => writer.Write("x"u8));
            Assert.Throws<ObjectDisposedException>(writer.Commit);
        }

        Assert.Equal("old", File.ReadAllText(Target));
    }

    [Fact]
    public void Write_EveryKindInTurn_KeepsTheOrder()
    {
        byte[] large = SeededRandom.Create().NextBytes(600_000);
        using BufferSlice slice = BufferSlice.CopyFrom("slice "u8);
        using var buffer = new ChunkedBuffer();
        buffer.Append("buffer "u8);
        using (AtomicFileWriter writer = Create(Target))
        {
            writer.Write("span "u8);
            writer.Write(slice);
            writer.Write(buffer);
            writer.Write(Chunkings.ToSequence([[.. "seq"u8], [.. "uence "u8]]));
            "lease "u8.CopyTo(writer.GetSpan(6));
            writer.Advance(6);
            "memory "u8.CopyTo(writer.GetMemory(7).Span);
            writer.Advance(7);
            BuffersExtensions.Write(writer, "extension "u8);
            writer.Write(large);
            writer.Write(BufferSlice.Empty);
            writer.Write("end"u8);
            Assert.Equal(50 + 600_000 + 3, writer.Length);
            writer.Commit();
            Assert.Equal(50 + 600_000 + 3, writer.Length);
        }

        byte[] expected = [.. "span slice buffer sequence lease memory extension "u8, .. large, .. "end"u8];
        Assert.Equal(expected, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task CommitAsync_ManySmallWrites_GivesTheSame()
    {
        byte[] content = SeededRandom.Create().NextBytes(700_000);
        await using AtomicFileWriter writer = Create(
            Target, new AtomicFileOptions { PreallocatedBytes = content.Length });
        for (int index = 0; index < content.Length; index += 7000)
        {
            writer.Write(content.AsSpan(index, 7000));
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await writer.CommitAsync(new CancellationToken(canceled: true)));
        await writer.CommitAsync(Cancellation);
        Assert.Equal(content, await File.ReadAllBytesAsync(Target, Cancellation));
    }

    [Fact]
    public void Commit_LeaseIsOpen_IsRefusedAndCanBeRepeated()
    {
        using AtomicFileWriter writer = Create(Target);
        _ = writer.GetSpan(10);
        Assert.Throws<InvalidOperationException>(writer.Commit);
        Assert.Throws<InvalidOperationException>(() => writer.Write(new byte[1_000_000]));
        writer.Advance(0);
        writer.Commit();
        Assert.Throws<ObjectDisposedException>(writer.Commit);
        Assert.Throws<ObjectDisposedException>(() => writer.GetSpan());
        Assert.Throws<ObjectDisposedException>(() => writer.Advance(0));
        Assert.Empty(File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Commit_ExistingFileMustStay_FailsAndKeepsIt(bool isNameless)
    {
        var options = new AtomicFileOptions { Overwrites = false, Backend = Backend(isNameless) };
        using (AtomicFileWriter late = Create(Target, options))
        {
            late.Write("late"u8);
            _ = _folder.Write("target", "first"u8);
            Assert.Equal(IoErrorKind.AlreadyExists, Assert.Throws<NativeIoException>(late.Commit).Kind);
            Assert.False(late.IsCommitted);
        }

        NativeIoException error = Assert.Throws<NativeIoException>(() => Create(Target, options));
        Assert.Equal(IoErrorKind.AlreadyExists, error.Kind);
        Assert.Equal("first", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder.Path));
    }

    // Platform: a rename that the file system cannot do without replacing.
    [Trait("Platform", "linux")]
    [Fact]
    public void Commit_NoRenameWithoutReplacing_LinksInstead()
    {
        var backend = new ScriptedBackend(
            Native,
            Fault.Fail(IoErrorKind.NotSupported, "open-temporary"),
            Fault.Fail(IoErrorKind.InvalidArgument, "rename"));
        var options = new AtomicFileOptions { Overwrites = false, Backend = backend };
        using AtomicFileWriter writer = Create(Target, options);
        writer.Write("abc"u8);
        writer.Commit();
        Assert.Equal(0, backend.FaultsLeft);
        Assert.Equal("abc", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder.Path));
    }

    // Platform: files without a name.
    [Trait("Platform", "linux")]
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Commit_NamelessFileCannotGetAName_IsCopied(bool exists)
    {
        if (exists)
        {
            _ = _folder.Write("target", "old"u8);
            using NativeFile file = OpenRead(Target);
            Assert.True(Native.SetPermissions(file.Handle, 0b110_000_100).IsSuccess);
        }

        // As in a sandbox without /proc.
        var backend = new ScriptedBackend(Native) { Always = Fault.Fail(IoErrorKind.NotFound, "link-handle") };
        byte[] content = SeededRandom.Create().NextBytes(300_000);
        using (AtomicFileWriter writer = Create(Target, new AtomicFileOptions { Backend = backend }))
        {
            writer.Write(content);
            writer.Commit();
        }

        Assert.Equal(content, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder.Path));
        if (exists)
        {
            Assert.Equal(0b110_000_100, Facts(Target).PermissionBits);
        }
    }

    // Platform: owners and permission bits.
    [Trait("Platform", "linux")]
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Commit_ReplacedFile_HandsOnOwnerAndPermissions(bool isNameless)
    {
        _ = _folder.Write("target", "old"u8);
        FileBackend system = Native;
        using (NativeFile file = OpenRead(Target))
        {
            Assert.True(system.SetOwner(file.Handle, 1234, 2345).IsSuccess);
            Assert.True(system.SetPermissions(file.Handle, 0b100_110_100_000).IsSuccess);
        }

        Replace(new AtomicFileOptions { Backend = Backend(isNameless) });
        Assert.Equal((1234u, 2345u), (Facts(Target).OwnerId, Facts(Target).GroupId));
        Assert.Equal(0b100_110_100_000, Facts(Target).PermissionBits);

        // Also when the bytes have to be copied, as in a sandbox without /proc.
        Replace(new AtomicFileOptions
        {
            Backend = new ScriptedBackend(Backend(isNameless))
            {
                Always = Fault.Fail(IoErrorKind.NotFound, "link-handle"),
            },
        });
        Assert.Equal((1234u, 2345u), (Facts(Target).OwnerId, Facts(Target).GroupId));
        Assert.Equal(0b100_110_100_000, Facts(Target).PermissionBits);

        // Who cannot give files away must not make a privileged one of its own.
        var backend = new ScriptedBackend(Native) { Always = Fault.Fail(IoErrorKind.AccessDenied, "set-owner") };
        Replace(new AtomicFileOptions { Backend = backend });
        Assert.Equal(0b110_100_000, Facts(Target).PermissionBits);

        Replace(new AtomicFileOptions
        {
            KeepsPermissions = false,
            PermissionBits = 0b110_000_000,
            Backend = Backend(isNameless),
        });
        Assert.Equal(0b110_000_000, Facts(Target).PermissionBits);
    }

    [Fact]
    public void Commit_NameIsALink_ReplacesTheLinkOrFollowsIt()
    {
        string real = _folder.Write("folder/real", "old"u8);
        File.CreateSymbolicLink(_folder.File("target"), "folder/real");
        Replace(new AtomicFileOptions { FollowsLink = true });
        Assert.Equal("new", File.ReadAllText(real));
        Assert.Equal("folder/real", new FileInfo(Target).LinkTarget);
        Assert.Equal([real], Directory.GetFileSystemEntries(_folder.File("folder")));

        _ = _folder.Write("folder/real", "old"u8);
        Replace(new AtomicFileOptions());
        Assert.Null(new FileInfo(Target).LinkTarget);
        Assert.Equal("new", File.ReadAllText(Target));
        Assert.Equal("old", File.ReadAllText(real));
    }

    [Fact]
    public void Commit_LinkUpwardsBehindALinkToAFolder_ReplacesWhatTheSystemFinds()
    {
        string real = _folder.Write("deep/file", "old"u8);
        string other = _folder.Write("file", "other"u8);
        Directory.CreateDirectory(_folder.File("deep/er"));
        File.CreateSymbolicLink(_folder.File("deep/er/link"), "../file");
        File.CreateSymbolicLink(_folder.File("short"), "deep/er");
        using (AtomicFileWriter writer = Create(
            _folder.File("short/link"), new AtomicFileOptions { FollowsLink = true }))
        {
            writer.Write("new"u8);
            writer.Commit();
        }

        Assert.Equal("new", File.ReadAllText(real));
        Assert.Equal("other", File.ReadAllText(other));
    }

    [Fact]
    public void Create_LinkThatLeadsNowhere_MakesWhatItNames()
    {
        File.CreateSymbolicLink(Target, "missing");
        Replace(new AtomicFileOptions { FollowsLink = true });
        Assert.Equal("new", File.ReadAllText(_folder.File("missing")));
        File.CreateSymbolicLink(_folder.File("loop"), "loop");
        Assert.Equal(IoErrorKind.LinkLoop, Assert.Throws<NativeIoException>(() => Create(
            _folder.File("loop"), new AtomicFileOptions { FollowsLink = true })).Kind);
        Assert.Equal(IoErrorKind.NameTooLong, Assert.Throws<NativeIoException>(() => Create(
            _folder.File(new string('n', 300)), new AtomicFileOptions { FollowsLink = true })).Kind);
    }

    [Fact]
    public void Create_NoPlaceForAFile_SaysWhatIsThere()
    {
        Assert.Equal(IoErrorKind.IsDirectory, Refusal(_folder.Path));
        Assert.Equal(IoErrorKind.NotSupported, Refusal(OperatingSystem.IsWindows() ? "NUL" : "/dev/null"));
        Assert.Equal(IoErrorKind.NotFound, Refusal(_folder.File("missing/file")));
        Assert.Equal(IoErrorKind.NotDirectory, Refusal(Path.Join(_folder.Write("file", ""u8), "below")));
        Assert.Throws<ArgumentException>(() => Create(default));
        foreach (char separator in new[] { '/', Path.DirectorySeparatorChar })
        {
            Assert.Throws<ArgumentException>(() => Create(_folder.Path + separator));
        }

        Assert.Throws<ArgumentException>(() => Create(NativePath.FromBytes([0xff, (byte)'/'])));
    }

    // Platform: a file system to mount read-only.
    [Trait("Platform", "linux")]
    [Fact]
    public void Create_FolderCannotBeWritten_SaysSo()
    {
        using var mount = new MemoryMount("size=1m,ro");
        Assert.Equal(IoErrorKind.ReadOnlyFileSystem, Refusal(mount.File("file")));
        var backend = new ScriptedBackend(Native)
        {
            Always = Fault.Fail(IoErrorKind.AccessDenied, "open"),
        };
        NativeIoException error = Assert.Throws<NativeIoException>(() => Create(
            Target, new AtomicFileOptions { Durability = FlushLevel.None, Backend = Nameless(backend) }));
        Assert.Equal(IoErrorKind.AccessDenied, error.Kind);
        Assert.StartsWith(_folder.Path, error.Path.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Create_OddNames_AreMade()
    {
        string longest = new('n', 255);
        Replace(new AtomicFileOptions(), _folder.File(longest));
        Replace(new AtomicFileOptions { Backend = Backend(isNameless: false) }, _folder.File(longest));
        Assert.Equal("new", File.ReadAllText(_folder.File(longest)));
    }

    // Platform: names that are no text.
    [Trait("Platform", "linux")]
    [Fact]
    public void Create_NameThatIsNoText_IsMade()
    {
        NativePath bytes = NativePath.Join(_folder.Path, NativePath.FromBytes([0xff, 0xfe, (byte)'a']));
        Replace(new AtomicFileOptions(), bytes);
        Replace(new AtomicFileOptions { Backend = Backend(isNameless: false) }, bytes);
        using (NativeFile file = OpenRead(bytes))
        {
            Assert.Equal(3, file.Length);
        }

        // The framework cannot remove such a name.
        Assert.True(Native.RemovePath(bytes).IsSuccess);
    }

    private static AtomicFileWriter Create(NativePath path, AtomicFileOptions? options = null)
    {
        options ??= new AtomicFileOptions();
        return AtomicFileWriter.Create(path, options with { Backend = options.Backend ?? Native });
    }

    private static NativeFile OpenRead(NativePath path) =>
        NativeFile.Open(path, new NativeFileOptions { Backend = Native });

    private static ScriptedBackend Backend(bool isNameless) => isNameless
        ? new ScriptedBackend(Native)
        : new ScriptedBackend(Native) { Always = Fault.Fail(IoErrorKind.NotSupported, "open-temporary") };

    private static ScriptedBackend Nameless(ScriptedBackend inner) =>
        new(inner) { Always = Fault.Fail(IoErrorKind.NotSupported, "open-temporary") };

    private static IoErrorKind Refusal(string path) =>
        Assert.Throws<NativeIoException>(() => Create(path)).Kind;

    private static FileFacts Facts(string path)
    {
        using NativeFile file = OpenRead(path);
        return file.GetFacts();
    }

    private void Replace(AtomicFileOptions options, NativePath? path = null)
    {
        using AtomicFileWriter writer = Create(path ?? Target, options);
        writer.Write("new"u8);
        writer.Commit();
    }
}
