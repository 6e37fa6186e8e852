using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class FileTransferTests : IDisposable
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>Allowed ways without the first, which depends on the file system of the machine.</summary>
    private const TransferPath NoClone = TransferPath.All & ~TransferPath.Clone;

    /// <summary>The system's own backend, whichever the process was told to use.</summary>
    private static FileBackend Native { get; } = PlatformSelector.Create(PlatformSelector.Available[0]);

    private readonly TemporaryDirectory _folder = new();

    /// <summary>Gets the ways between files that the system has.</summary>
    public static TheoryData<TransferPath> FileWays { get; } = Native.Name == "linux"
        ? [TransferPath.CopyRange, TransferPath.Splice, TransferPath.ReadWrite]
        : [TransferPath.ReadWrite];

    /// <summary>Gets the ways from a file to a socket that the system has.</summary>
    public static TheoryData<TransferPath> SocketWays { get; } = Native.Name == "linux"
        ? [TransferPath.SendFile, TransferPath.Splice, TransferPath.ReadWrite]
        : [TransferPath.ReadWrite];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(FileWays))]
    public void Copy_EachWayBetweenFiles_GivesTheSameBytes(TransferPath way)
    {
        byte[] content = SeededRandom.Create().NextBytes((3 * Megabyte) + 17);
        using Pair pair = Open(content);
        TransferResult result = FileTransfer.Copy(
            pair.Source, pair.Destination, new TransferOptions { Paths = way, PartLength = Megabyte });
        Assert.Equal(content.Length, result.Bytes);
        Assert.Equal(way, result.Path);
        Assert.Equal(TransferPath.None, result.Refused);
        Assert.Null(result.RefusalKind);
        Assert.Equal(content, Content("destination"));
    }

    // Platform: copies inside the system.
    [Trait("Platform", "linux")]
    [Theory]
    [InlineData(FileSystemKind.Local, 0, TransferPath.Splice)]
    [InlineData(FileSystemKind.Memory, 0, TransferPath.Splice)]
    [InlineData(FileSystemKind.Local, -1, TransferPath.CopyRange)]
    [InlineData(FileSystemKind.Network, 0, TransferPath.CopyRange)]
    [InlineData(FileSystemKind.UserSpace, 0, TransferPath.CopyRange)]
    public void Copy_LongFilesOfThisMachine_GoThroughAPipe(FileSystemKind kind, int more, TransferPath expected)
    {
        byte[] content = SeededRandom.Create().NextBytes(TransferRun.PipedLengthMin + more);
        using Pair pair = Open(content, new ScriptedBackend(Native) { FileSystemForced = kind });
        var options = new TransferOptions { Paths = NoClone };
        Assert.Equal(expected, FileTransfer.Copy(pair.Source, pair.Destination, options).Path);
        Assert.Equal(content, Content("destination"));
    }

    // Platform: copies inside the system.
    [Trait("Platform", "linux")]
    [Fact]
    public void Copy_LongFileWithoutPipes_IsCopiedByTheFileSystem()
    {
        byte[] content = SeededRandom.Create().NextBytes(TransferRun.PipedLengthMin);
        var backend = new ScriptedBackend(Native, Fault.Fail(IoErrorKind.NotSupported, "splice"))
        {
            FileSystemForced = FileSystemKind.Local,
        };
        using Pair pair = Open(content, backend);
        TransferResult result =
            FileTransfer.Copy(pair.Source, pair.Destination, new TransferOptions { Paths = NoClone });
        Assert.Equal((TransferPath.CopyRange, TransferPath.Splice), (result.Path, result.Refused));
        Assert.Equal(content, Content("destination"));
    }

    [Theory]
    [MemberData(nameof(FileWays))]
    public void Copy_RangesOfFiles_TouchesOnlyThose(TransferPath way)
    {
        byte[] content = SeededRandom.Create().NextBytes(50_000);
        using Pair pair = Open(content);
        pair.Destination.Write(new byte[30_000], 0);
        var options = new TransferOptions { Paths = way, SourceOffset = 1001, DestinationOffset = 203, Length = 9999 };
        Assert.Equal(9999, FileTransfer.Copy(pair.Source, pair.Destination, options).Bytes);
        byte[] copy = Content("destination");
        Assert.Equal(content[1001..11_000], copy[203..10_202]);
        Assert.Equal(30_000, copy.Length);
        Assert.True(copy.AsSpan(0, 203).IndexOfAnyExcept((byte)0) < 0);
        Assert.True(copy.AsSpan(10_202).IndexOfAnyExcept((byte)0) < 0);

        options = options with { SourceOffset = 49_990, Length = 100 };
        Assert.Equal(10, FileTransfer.Copy(pair.Source, pair.Destination, options).Bytes);
        options = options with { SourceOffset = 60_000 };
        Assert.Equal(0, FileTransfer.Copy(pair.Source, pair.Destination, options).Bytes);
    }

    // Platform: copies inside the system.
    [Trait("Platform", "linux")]
    [Theory]
    [InlineData(IoErrorKind.CrossDevice)]
    [InlineData(IoErrorKind.InvalidArgument)]
    [InlineData(IoErrorKind.NotSupported)]
    [InlineData(IoErrorKind.AccessDenied)]
    [InlineData(IoErrorKind.BadHandle)]
    [InlineData(IoErrorKind.Busy)]
    public void Copy_WayIsRefused_GoesOnWithTheNextFromTheByteReached(IoErrorKind kind)
    {
        byte[] content = SeededRandom.Create().NextBytes(200_000);
        foreach (int progress in (int[])[0, 1, 4096, 70_001])
        {
            Fault[] faults = progress == 0
                ? [Fault.Fail(kind, "copy-range"), Fault.Fail(kind, "splice")]
                : [
                    Fault.Short(progress, "copy-range"), Fault.Fail(kind, "copy-range"),
                    Fault.Short(progress, "splice"), Fault.Short(progress, "splice"), Fault.Fail(kind, "splice"),
                ];
            var backend = new ScriptedBackend(Native, faults);
            using Pair pair = Open(content, backend);
            var options = new TransferOptions { Paths = NoClone };
            TransferResult result = FileTransfer.Copy(pair.Source, pair.Destination, options);
            Assert.Equal(0, backend.FaultsLeft);
            Assert.Equal(content.Length, result.Bytes);
            Assert.Equal(content, Content("destination"));
            Assert.Equal(TransferPath.CopyRange | TransferPath.Splice, result.Refused);
            Assert.Equal(kind, result.RefusalKind);
            Assert.Equal(progress == 0 ? TransferPath.ReadWrite : NoClone & ~TransferPath.SendFile, result.Path);
        }
    }

    [Fact]
    public void Copy_ShortAndInterruptedEverywhere_GivesEveryByteOnce() => SeededRandom.Check(30, random =>
    {
        byte[] content = random.NextBytes(random.Next(1, 5000));
        TransferPath way = random.Pick<TransferPath>([.. FileWays.Select(static row => row.Data)]);
        string operation = OperationOf(way);
        Fault[] faults = [.. Enumerable.Range(0, 40).Select(_ => random.Chance(20)
            ? Fault.Fail(IoErrorKind.Interrupted, operation)
            : Fault.Short(random.Next(1, 300), operation))];
        using Pair pair = Open(content);
        var backend = new ScriptedBackend(Native, faults);
        using NativeFile source = OpenRead(_folder.File("source"));
        using NativeFile destination = OpenWith(backend, "destination");
        TransferResult result = FileTransfer.Copy(source, destination, new TransferOptions { Paths = way });
        Assert.Equal(way, result.Path);
        Assert.Equal(content, Content("destination"));
    });

    // Platform: copies inside the system.
    [Trait("Platform", "linux")]
    [Fact]
    public void Copy_NothingBeforeProgress_AsksAPlainRead()
    {
        byte[] content = SeededRandom.Create().NextBytes(5000);
        var backend = new ScriptedBackend(Native, Fault.Short(0, "copy-range"));
        using Pair pair = Open(content, backend);
        TransferResult result = FileTransfer.Copy(
            pair.Source, pair.Destination, new TransferOptions { Paths = TransferPath.CopyRange });
        Assert.Equal(content, Content("destination"));
        Assert.Equal(TransferPath.CopyRange, result.Refused);
        Assert.Equal(IoErrorKind.EndOfFile, result.RefusalKind);
        Assert.Equal(TransferPath.ReadWrite, result.Path);
    }

    // Platform: /proc.
    [Trait("Platform", "linux")]
    [Fact]
    public void CopyFile_FileOfTheKernel_HasItsContent()
    {
        TransferResult result = CopyFile("/proc/self/mounts", _folder.File("copy"));
        Assert.Equal(File.ReadAllBytes("/proc/self/mounts"), Content("copy"));
        Assert.True(result.Refused.HasFlag(TransferPath.CopyRange));
    }

    [Fact]
    public void Copy_SourceIsCutMeanwhile_EndsThere()
    {
        byte[] content = SeededRandom.Create().NextBytes(3 * Megabyte);
        foreach (TransferPath way in FileWays.Select(static row => row.Data))
        {
            using Pair pair = Open(content);
            using NativeFile cutter = NativeFile.Open(
                _folder.File("source"), new NativeFileOptions { Access = FileAccess.ReadWrite, Backend = Native });
            var options = new TransferOptions
            {
                Paths = way,
                PartLength = Megabyte,
                Progress = new Told(moved => cutter.SetLength(Megabyte + 5)),
            };
            Assert.Equal(Megabyte + 5, FileTransfer.Copy(pair.Source, pair.Destination, options).Bytes);
            Assert.Equal(content[..(Megabyte + 5)], Content("destination"));
        }
    }

    [Fact]
    public void Copy_DestinationOpenedForAppending_IsAppendedTo()
    {
        byte[] content = SeededRandom.Create().NextBytes(5000);
        string path = _folder.Write("log", "head"u8);
        using NativeFile source = OpenRead(_folder.Write("source", content));
        using NativeFile destination = NativeFile.Open(
            path, new NativeFileOptions { Access = FileAccess.Write, Flags = FileOpenFlags.Append, Backend = Native });
        TransferResult result = FileTransfer.Copy(source, destination);
        Assert.Equal(TransferPath.ReadWrite, result.Path);
        Assert.True(result.Refused.HasFlag(TransferPath.CopyRange));
        Assert.Equal([.. "head"u8, .. content], Content("log"));
    }

    [Fact]
    public void Copy_RangesOfOneFile_AreCopiedUnlessTheyOverlap()
    {
        byte[] content = SeededRandom.Create().NextBytes(10_000);
        using NativeFile file = NativeFile.Open(
            _folder.Write("file", content), new NativeFileOptions { Access = FileAccess.ReadWrite, Backend = Native });
        (long, long, long)[] overlaps = [(0, 0, 1), (0, 5000, 5001), (5000, 1, 5000)];
        foreach ((long from, long to, long length) in overlaps)
        {
            NativeIoException error = Assert.Throws<NativeIoException>(() => FileTransfer.Copy(
                file, file, new TransferOptions { SourceOffset = from, DestinationOffset = to, Length = length }));
            Assert.Equal(IoErrorKind.InvalidArgument, error.Kind);
        }

        Assert.Equal(content, Content("file"));

        // To its own end: as much as there is now, and not for ever.
        Assert.Equal(
            10_000, FileTransfer.Copy(file, file, new TransferOptions { DestinationOffset = 10_000 }).Bytes);
        Assert.Equal([.. content, .. content], Content("file"));
    }

    [Fact]
    public void Copy_RealFailure_IsNotTakenForARefusal()
    {
        byte[] content = SeededRandom.Create().NextBytes(200_000);
        foreach (TransferPath way in FileWays.Select(static row => row.Data))
        {
            string operation = OperationOf(way);

            // Of a splice the first call fills the pipe, and the second empties it.
            Fault[] first = operation == "splice" ? [Fault.Short(50_000, operation)] : [];
            var backend = new ScriptedBackend(
                Native, [.. first, Fault.Short(4097, operation), Fault.Fail(IoErrorKind.NoSpace, operation)]);
            using Pair pair = Open(content, backend);
            NativeIoException error = Assert.Throws<NativeIoException>(() =>
                FileTransfer.Copy(pair.Source, pair.Destination, new TransferOptions { Paths = way }));
            Assert.Equal(IoErrorKind.NoSpace, error.Kind);
            Assert.Equal(4097, error.BytesTransferred);
            Assert.Equal(content[..4097], Content("destination"));
        }
    }

    [Fact]
    public void Copy_ReadFails_NamesTheSource()
    {
        var backend = new ScriptedBackend(Native) { Always = Fault.Fail(IoErrorKind.DeviceFault, "read") };
        using Pair pair = Open(new byte[100], backend);
        using NativeFile source = NativeFile.Open(
            _folder.File("source"), new NativeFileOptions { Backend = backend ?? Native });
        NativeIoException error = Assert.Throws<NativeIoException>(() =>
            FileTransfer.Copy(source, pair.Destination, new TransferOptions { Paths = TransferPath.ReadWrite }));
        Assert.Equal("read", error.Operation);
        Assert.Equal(_folder.File("source"), error.Path.ToString());
    }

    // Platform: pipes of a copy.
    [Trait("Platform", "linux")]
    [Fact]
    public void Copy_NoPipeToBeHad_IsReadAndWritten()
    {
        byte[] content = SeededRandom.Create().NextBytes(200_000);
        var backend = new ScriptedBackend(Native) { Always = Fault.Fail(IoErrorKind.TooManyOpenFiles, "pipe") };
        using Pair pair = Open(content, backend);
        TransferResult result = FileTransfer.Copy(
            pair.Source, pair.Destination, new TransferOptions { Paths = TransferPath.Splice });
        Assert.Equal(TransferPath.Splice, result.Refused);
        Assert.Equal(IoErrorKind.TooManyOpenFiles, result.RefusalKind);
        Assert.Equal(content, Content("destination"));
    }

    // Platform: pipes of a copy.
    [Trait("Platform", "linux")]
    [Fact]
    public void Copy_SmallPipe_PassesEverythingThrough()
    {
        byte[] content = SeededRandom.Create().NextBytes(Megabyte);
        var backend = new ScriptedBackend(Native) { Always = Fault.Fail(IoErrorKind.AccessDenied, "pipe-capacity") };
        using Pair pair = Open(content, backend);
        TransferResult result = FileTransfer.Copy(
            pair.Source, pair.Destination, new TransferOptions { Paths = TransferPath.Splice });
        Assert.Equal(TransferPath.Splice, result.Path);
        Assert.Equal(content, Content("destination"));
    }

    [Fact]
    public void Copy_CancelledBetweenParts_KeepsWhatWasMoved()
    {
        byte[] content = SeededRandom.Create().NextBytes(3 * Megabyte);
        using Pair pair = Open(content);
        using var cancellation = new CancellationTokenSource();
        long told = 0;
        var options = new TransferOptions
        {
            Paths = NoClone,
            PartLength = Megabyte,
            Progress = new Told(moved =>
            {
                told = moved;
                cancellation.Cancel();
            }),
        };
        Assert.Throws<OperationCanceledException>(
            () => FileTransfer.Copy(pair.Source, pair.Destination, options, cancellation.Token));
        Assert.Equal(Megabyte, told);
        Assert.Equal(content[..Megabyte], Content("destination"));
    }

    [Fact]
    public async Task CopyAsync_Files_GivesTheSame()
    {
        byte[] content = SeededRandom.Create().NextBytes(100_000);
        using (Pair pair = Open(content))
        {
            TransferResult result = await FileTransfer.CopyAsync(pair.Source, pair.Destination, null, Cancellation);
            Assert.Equal(content.Length, result.Bytes);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                await FileTransfer.CopyAsync(pair.Source, pair.Destination, null, new CancellationToken(true)));
        }

        Assert.Equal(content, Content("destination"));
        TransferResult copied = await FileTransfer.CopyFileAsync(
            _folder.File("source"), _folder.File("copy"), null, Cancellation);
        Assert.Equal(content.Length, copied.Bytes);
        Assert.Equal(content, Content("copy"));
    }

    [Fact]
    public void CopyFile_SameFileByAnotherName_IsRefusedAndUntouched()
    {
        string path = _folder.Write("file", "content"u8);
        File.CreateSymbolicLink(_folder.File("link"), path);
        foreach (string other in (string[])[path, _folder.File("link")])
        {
            NativeIoException error = Assert.Throws<NativeIoException>(() => CopyFile(path, other));
            Assert.Equal(IoErrorKind.AlreadyExists, error.Kind);
        }

        Assert.Equal("content"u8.ToArray(), Content("file"));
    }

    [Fact]
    public void CopyFile_ExistingDestination_IsReplacedOrKept()
    {
        string source = _folder.Write("source", "new"u8);
        string destination = _folder.Write("destination", "old content"u8);
        NativeIoException error = Assert.Throws<NativeIoException>(() => CopyFile(
            source, destination, new TransferOptions { Overwrites = false }));
        Assert.Equal(IoErrorKind.AlreadyExists, error.Kind);
        Assert.Equal("old content"u8.ToArray(), Content("destination"));
        Assert.Equal(3, CopyFile(source, destination).Bytes);
        Assert.Equal("new"u8.ToArray(), Content("destination"));
    }

    // Platform: permission bits.
    [Trait("Platform", "linux")]
    [Fact]
    public void CopyFile_NewFile_HasThePermissionsOfTheSource()
    {
        string source = _folder.Write("source", ""u8);
        using NativeFile file = OpenRead(source);
        Assert.True(Native.SetPermissions(file.Handle, 0b101_000_000).IsSuccess);
        _ = CopyFile(source, _folder.File("copy"));
        using NativeFile copy = OpenRead(_folder.File("copy"));
        Assert.Equal(0b101_000_000, copy.GetFacts().PermissionBits);
        Assert.Empty(Content("copy"));
    }

    [Fact]
    public void Copy_EachBackend_GivesTheSameBytes()
    {
        byte[] content = SeededRandom.Create().NextBytes((2 * Megabyte) + 5);
        string path = _folder.Write("source", content);
        foreach (FileBackend backend in PlatformSelector.Available.Select(PlatformSelector.Create))
        {
            var options = new TransferOptions { Backend = backend, KeepsHoles = true, LeavesCache = true };
            Assert.Equal(content.Length, FileTransfer.CopyFile(path, _folder.File("copy"), options).Bytes);
            Assert.Equal(content, Content("copy"));
            Assert.Equal(
                IoErrorKind.AlreadyExists,
                Assert.Throws<NativeIoException>(() => FileTransfer.CopyFile(path, path, options)).Kind);

            using NativeFile source = NativeFile.Open(path, new NativeFileOptions { Backend = backend });
            using NativeFile destination = OpenWith(new ScriptedBackend(backend), "destination");
            TransferResult result = FileTransfer.Copy(
                source,
                destination,
                new TransferOptions { SourceOffset = 3, DestinationOffset = 2, Length = Megabyte });
            Assert.Equal(Megabyte, result.Bytes);
            Assert.Equal([0, 0, .. content[3..(Megabyte + 3)]], Content("destination"));
            NativeIoException overlap = Assert.Throws<NativeIoException>(() => FileTransfer.Copy(
                destination, destination, new TransferOptions { DestinationOffset = 1 }));
            Assert.Equal(IoErrorKind.InvalidArgument, overlap.Kind);
        }
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        using Pair pair = Open([1, 2, 3]);
        TransferOptions[] bad =
        [
            new() { SourceOffset = -2 }, new() { DestinationOffset = -2 }, new() { Length = -1 },
            new() { PartLength = TransferOptions.PartLengthMin - 1 },
        ];
        Assert.All(bad, options => Assert.Throws<ArgumentOutOfRangeException>(
            () => FileTransfer.Copy(pair.Source, pair.Destination, options)));
        Assert.Equal(0, pair.Destination.Length);
    }

    private static TransferResult CopyFile(string source, string destination, TransferOptions? options = null) =>
        FileTransfer.CopyFile(source, destination, (options ?? new TransferOptions()) with { Backend = Native });

    private static NativeFile OpenRead(string path) =>
        NativeFile.Open(path, new NativeFileOptions { Backend = Native });

    private static string OperationOf(TransferPath way) => way switch
    {
        TransferPath.CopyRange => "copy-range",
        TransferPath.Splice => "splice",
        _ => "write",
    };

    private byte[] Content(string name) => _folder.Read(name);

    private NativeFile OpenWith(ScriptedBackend? backend, string name) => NativeFile.Open(
        _folder.File(name),
        new NativeFileOptions
        {
            Access = FileAccess.ReadWrite,
            Mode = FileOpenMode.Create,
            Backend = backend ?? Native,
        });

    private Pair Open(byte[] content, ScriptedBackend? backend = null) => new(
        OpenRead(_folder.Write("source", content)), OpenWith(backend, "destination"));

    private sealed record Pair(NativeFile Source, NativeFile Destination) : IDisposable
    {
        public void Dispose()
        {
            Source.Dispose();
            Destination.Dispose();
        }
    }

    /// <summary>Told on the thread of the transfer, unlike the framework's own.</summary>
    private sealed class Told(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
