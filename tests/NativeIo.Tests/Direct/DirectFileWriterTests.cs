using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class DirectFileWriterTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, 8)]
    [InlineData(false, 8)]
    [InlineData(true, 1)]
    public void Write_PiecesOfAnyLength_AreTheFile(bool usesKernel, int depth)
    {
        using var pool = new TrackingBlockPool();
        SeededRandom.Check(20, random =>
        {
            byte[] content = random.NextBytes(random.NextLength(120_000));
            string path = _folder.File("file");
            using (DirectFileWriter writer = DirectFileWriter.Open(path, FileOpenMode.Create, new DirectFileOptions
            {
                ChunkLength = 8192,
                QueueDepth = depth,
                AllowsKernelRing = usesKernel,
                Pool = pool.Pool,
            }))
            {
                int written = 0;
                while (written < content.Length)
                {
                    int count = Math.Min(1 + random.NextLength(20_000), content.Length - written);
                    writer.Write(content.AsSpan(written, count));
                    written += count;
                    Assert.Equal(written, writer.Length);
                    if (random.Chance(20))
                    {
                        writer.Flush(FlushLevel.None);
                        Assert.Equal(content[..written], ReadShared(path));
                    }
                }
            }

            Assert.Equal(content, File.ReadAllBytes(path));
        });
    }

    [Fact]
    public void WriteAt_LastOffsetThatThereIs_WritesUpToItAndThenSaysSo()
    {
        const int alignment = 512;
        const long last = long.MaxValue & -alignment;
        var backend = new DirectBackend { Alignment = alignment, EndlessFrom = 1L << 40 };
        var options = new DirectFileOptions { Backend = backend };
        using DirectFileWriter writer = DirectFileWriter.Open(_folder.File("file"), FileOpenMode.Create, options);
        writer.WriteAt(new byte[100], last - 100);
        Assert.Equal(last, writer.Length);
        Assert.Equal([(last - alignment, alignment)], backend.EndlessWrites);

        // The rest would be in a sector that is cut by the last offset.
        NativeIoException error = Assert.Throws<NativeIoException>(() => writer.WriteAt(new byte[200], last - 100));
        Assert.Equal((IoErrorKind.FileTooLarge, 100), (error.Kind, error.BytesTransferred));
        error = Assert.Throws<NativeIoException>(() => writer.WriteAt(new byte[1], long.MaxValue - 1));
        Assert.Equal((IoErrorKind.FileTooLarge, 0), (error.Kind, error.BytesTransferred));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteAt(new byte[2], long.MaxValue - 1));
        Assert.Equal(2, backend.EndlessWrites.Count);
    }

    [Fact]
    public void WriteAt_AnyPlace_ChangesThatOnly()
    {
        string path = _folder.File("file");
        SeededRandom.Check(10, random =>
        {
            byte[] model = random.NextBytes(random.Next(1, 30_000));
            File.WriteAllBytes(path, model);
            using DirectFileWriter writer = DirectFileWriter.Open(path, FileOpenMode.Open);
            for (int round = 0; round < 20; round++)
            {
                byte[] piece = random.NextBytes(random.NextLength(9000));
                if (random.Chance(30))
                {
                    writer.Write(piece);
                    model = [.. model, .. piece];
                    continue;
                }

                int offset = random.Next(40_000);
                writer.WriteAt(piece, offset);
                if (piece.Length > 0)
                {
                    Array.Resize(ref model, Math.Max(model.Length, offset + piece.Length));
                }

                piece.CopyTo(model, Math.Min(offset, model.Length));
                Assert.Equal(model, ReadShared(path));
            }

            writer.Dispose();
            Assert.Equal(model, File.ReadAllBytes(path));
        });
    }

    [Fact]
    public void Open_FileThatIsThere_IsAppendedTo()
    {
        string path = _folder.Write("file", "hello "u8);
        using (DirectFileWriter writer = DirectFileWriter.Open(path, FileOpenMode.OpenOrCreate))
        {
            Assert.Equal(6, writer.Length);
            writer.Write("world"u8);
        }

        Assert.Equal("hello world", File.ReadAllText(path));
        Assert.Equal(
            IoErrorKind.AlreadyExists,
            Assert.Throws<NativeIoException>(() => DirectFileWriter.Open(path, FileOpenMode.CreateNew)).Kind);
        using (DirectFileWriter writer = DirectFileWriter.Open(_folder.File("new"), FileOpenMode.CreateNew))
        {
            writer.Write("x"u8);
        }

        Assert.Equal("x", File.ReadAllText(_folder.File("new")));
    }

    [Fact]
    public void OpenFile_PathLeadsToAnotherByNow_WritesTheOpenOne()
    {
        string path = _folder.Write("file", "hello "u8);
        using NativeFile file = NativeFile.Open(path, new NativeFileOptions { Access = FileAccess.ReadWrite });
        File.Move(path, path + ".old");
        File.WriteAllText(path, "another file");
        using (DirectFileWriter writer = DirectFileWriter.Open(file))
        {
            writer.Write("world"u8);
        }

        Assert.Equal(11, file.Length);
        file.Dispose();
        Assert.Equal(("another file", "hello world"), (File.ReadAllText(path), File.ReadAllText(path + ".old")));
    }

    [Fact]
    public void Open_NewFileCannotBeLookedAt_GoesThroughTheCacheAndLeavesNothingOpen()
    {
        var backend = new ScriptedBackend(
            PlatformSelector.Create(PlatformSelector.Available[0]),
            Fault.Fail(IoErrorKind.DeviceFault, "facts"),
            Fault.Fail(IoErrorKind.DeviceFault, "facts"));
        using (DirectFileWriter writer = DirectFileWriter.Open(
            _folder.File("new"), FileOpenMode.CreateNew, new DirectFileOptions { Backend = backend }))
        {
            Assert.False(writer.IsDirect);
            writer.Write("bytes"u8);
        }

        Assert.Equal("bytes", File.ReadAllText(_folder.File("new")));
        Assert.All(backend.Handles, static handle => Assert.True(handle.IsClosed));
    }

    [Fact]
    public async Task WriteAsync_ThenFlushAsync_IsInTheFile()
    {
        string path = _folder.File("file");
        byte[] content = SeededRandom.Create().NextBytes(700_001);
        await using (DirectFileWriter writer = DirectFileWriter.Open(path))
        {
            _ = writer.TryAllocate(1024 * 1024);
            await writer.WriteAsync(content, Cancellation);
            await writer.FlushAsync(FlushLevel.Full, Cancellation);
            Assert.Equal(content, ReadShared(path));
        }

        Assert.Equal(content, File.ReadAllBytes(path));
    }

    [Fact]
    public void Write_ShortAndInterruptedTransfers_WritesEveryByteOnce()
    {
        byte[] content = SeededRandom.Create().NextBytes(50_000);
        string path = _folder.File("file");
        foreach (int shortLength in new[] { 0, 1, 511, 512, 4096, 5000, 8191 })
        {
            var backend = new DirectBackend { ReportedLengthMax = shortLength, ShortCallsLeft = 5 };
            using (DirectFileWriter writer = DirectFileWriter.Open(
                path, FileOpenMode.Create, new DirectFileOptions { Backend = backend, ChunkLength = 8192 }))
            {
                writer.Write(content);
            }

            Assert.Equal(content, File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void Write_DeviceAcceptsNothing_FailsAfterSomeTries()
    {
        var backend = new DirectBackend { ReportedLengthMax = 0, ShortCallsLeft = int.MaxValue };
        DirectFileWriter writer = DirectFileWriter.Open(
            _folder.File("file"), FileOpenMode.Create, new DirectFileOptions { Backend = backend });
        writer.Write("abc"u8);
        Assert.Equal(IoErrorKind.DeviceFault, Assert.Throws<NativeIoException>(() => writer.Flush()).Kind);
        writer.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void Write_DiskIsFull_FailsNowAndFromThenOn(int faultAtCall)
    {
        using var pool = new TrackingBlockPool();
        Fault[] faults = new Fault[faultAtCall];
        Array.Fill(faults, Fault.Short(long.MaxValue, "write"));
        faults[^1] = Fault.Fail(IoErrorKind.NoSpace, "write");
        var backend = new ScriptedBackend(null, faults) { Always = Fault.Fail(IoErrorKind.NoSpace, "write") };
        DirectFileWriter writer = DirectFileWriter.Open(
            _folder.File("file"),
            FileOpenMode.Create,
            new DirectFileOptions { Backend = backend, ChunkLength = 4096, Pool = pool.Pool });
        NativeIoException error = Assert.Throws<NativeIoException>(() =>
        {
            writer.Write(new byte[400_000]);
            writer.Flush(FlushLevel.None);
        });
        Assert.Equal(IoErrorKind.NoSpace, error.Kind);
        Assert.Same(error, Assert.Throws<NativeIoException>(() => writer.Write("x"u8)));
        Assert.Same(error, Assert.Throws<NativeIoException>(() => writer.WriteAt("x"u8, 0)));
        writer.Dispose();
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.Write("x"u8));
    }

    [Fact]
    public void WriteAt_DiskIsFullBehindTheFirstSector_CountsWhatWasAskedForOnly()
    {
        const int alignment = 4096;
        byte[] content = SeededRandom.Create().NextBytes(2 * alignment);
        string path = _folder.Write("file", content);
        var backend = new ScriptedBackend(
            new DirectBackend { Alignment = alignment },
            Fault.Short(alignment, "write"),
            Fault.Fail(IoErrorKind.NoSpace, "write"),
            Fault.Fail(IoErrorKind.NoSpace, "write"));
        using DirectFileWriter writer = DirectFileWriter.Open(
            path, FileOpenMode.Open, new DirectFileOptions { Backend = backend });
        NativeIoException half = Assert.Throws<NativeIoException>(
            () => writer.WriteAt("0123456789"u8, alignment - 6));
        Assert.Equal((IoErrorKind.NoSpace, 6), (half.Kind, half.BytesTransferred));
        NativeIoException nothing = Assert.Throws<NativeIoException>(() => writer.WriteAt("abc"u8, alignment - 2));
        Assert.Equal((IoErrorKind.NoSpace, 0), (nothing.Kind, nothing.BytesTransferred));
        "012345"u8.CopyTo(content.AsSpan(alignment - 6));
        Assert.Equal(content, ReadShared(path));
    }

    [Fact]
    public void WriteAt_DiskIsFullInTheMiddleOfWhatIsAdded_KeepsWhatWasWrittenAndNoZeros()
    {
        byte[] content = SeededRandom.Create().NextBytes(500_100);
        string path = _folder.Write("file", content.AsSpan(0, 100));
        var backend = new ScriptedBackend(
            new DirectBackend { Alignment = 4096 },
            Fault.Short(long.MaxValue, "write"),
            Fault.Fail(IoErrorKind.NoSpace, "write"));
        int written;
        using (DirectFileWriter writer = DirectFileWriter.Open(
            path, FileOpenMode.Open, new DirectFileOptions { Backend = backend }))
        {
            NativeIoException error = Assert.Throws<NativeIoException>(() => writer.WriteAt(content.AsSpan(100), 100));
            written = (int)error.BytesTransferred;
            Assert.InRange(written, 100_000, 400_000);
            Assert.Equal(100 + written, writer.Length);
            Assert.Equal(content[..(100 + written)], ReadShared(path));
            writer.Write("end"u8);
        }

        Assert.Equal([.. content[..(100 + written)], .. "end"u8], File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("open", IoErrorKind.InvalidArgument)]
    [InlineData("write", IoErrorKind.InvalidArgument)]
    [InlineData("write", IoErrorKind.NotSupported)]
    public void Write_DirectIsRefused_GoesOnThroughTheCacheAndSaysWhy(string call, IoErrorKind refusal)
    {
        byte[] content = SeededRandom.Create().NextBytes(30_001);
        string path = _folder.File("file");
        var backend = new ScriptedBackend(
            PlatformSelector.Create(PlatformSelector.Available[0]), Fault.Fail(refusal, call));
        using (DirectFileWriter writer = DirectFileWriter.Open(
            path, FileOpenMode.Create, new DirectFileOptions { Backend = backend }))
        {
            writer.Write(content);
            writer.Flush();
            Assert.False(writer.IsDirect);
            Assert.NotEmpty(writer.FallbackReason);
        }

        Assert.Equal(content, File.ReadAllBytes(path));
    }

    [Fact]
    public void Open_NewFileOnAFileSystemWithoutDirect_IsMadeOnce()
    {
        byte[] content = SeededRandom.Create().NextBytes(5001);
        string path = _folder.File("file");
        var backend = new ScriptedBackend(
            null, Fault.Fail(IoErrorKind.InvalidArgument, "reopen"));
        using (DirectFileWriter writer = DirectFileWriter.Open(
            path, FileOpenMode.CreateNew, new DirectFileOptions { Backend = backend }))
        {
            Assert.False(writer.IsDirect);
            writer.Write(content);
        }

        Assert.Equal(content, File.ReadAllBytes(path));
    }

    [Fact]
    public void Write_AtSteadyState_AllocatesNothing()
    {
        byte[] piece = new byte[3000];
        using DirectFileWriter writer = DirectFileWriter.Open(
            _folder.File("file"), FileOpenMode.Create, new DirectFileOptions { ChunkLength = 4096 });
        AllocationAssert.Flat(() => writer.Write(piece), iterations: 200);
    }

    [Fact]
    public void Arguments_OutOfRange_AreRefusedAndChangeNothing()
    {
        using DirectFileWriter writer = DirectFileWriter.Open(_folder.File("file"));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteAt("x"u8, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteAt("x"u8, long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.TryAllocate(0));
        Assert.Equal(0, writer.Length);
    }

    /// <summary>Reads a file that is open for writing, which some systems allow only if it is said.</summary>
    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
