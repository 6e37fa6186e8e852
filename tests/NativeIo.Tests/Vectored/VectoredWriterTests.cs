using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class VectoredWriterTests : IDisposable
{
    private const int Long = VectoredWriter.PackLengthMax;

    /// <summary>The system's own backend, whichever the process was told to use.</summary>
    private static FileBackend Native { get; } = PlatformSelector.Create(PlatformSelector.Available[0]);

    private readonly TemporaryDirectory _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_EachKindOfSource_WritesTheSameBytes() => SeededRandom.Check(20, random =>
    {
        byte[][] pieces = Pieces(random, random.Next(1, 60));
        byte[] content = Chunkings.Join(pieces);
        byte[] expected = content.Length == 0 ? [] : [0, 0, 0, .. content];
        BufferSlice[] parts = [.. pieces.Select(static piece => BufferSlice.CopyFrom(piece))];
        using BufferSlice slice = BufferSlice.Concat(parts);
        using var buffer = new ChunkedBuffer(
            null, new ChunkedBufferOptions { ChunkLengthMin = 600, ChunkLengthMax = 3000 });
        foreach (byte[] piece in pieces)
        {
            buffer.Append(piece);
        }

        Assert.Equal(expected, Written(file => file.Write(slice, 3)));
        Assert.Equal(expected, Written(file => file.Write(buffer, 3)));
        Assert.Equal(expected, Written(file => file.Write(Chunkings.ToSequence(pieces), 3)));
        Assert.Equal(expected, Written(file => file.Write(Memories(pieces), 3)));
        Assert.Equal(content.Length, buffer.Length);
        foreach (BufferSlice part in parts)
        {
            part.Dispose();
        }
    });

    [Fact]
    public void Write_EmptySegmentsAnywhere_AreSteppedOver()
    {
        byte[] body = SeededRandom.Create().NextBytes(Long);
        byte[][][] lists =
        [
            [], [[]], [[], [], []], [[], body], [body, []], [body, [], body], [[], body, [], [], [7], []],
        ];
        foreach (byte[][] list in lists)
        {
            Assert.Equal([0, .. Chunkings.Join(list)], Written(file =>
            {
                file.Write(Memories(list), 1);
                file.Write([0], 0);
            }));
        }

        Assert.Equal([9], Written(static file =>
        {
            file.Write([9], 0);
            file.Write(BufferSlice.Empty, 5);
        }));
    }

    [Fact]
    public void Write_ShortAtEveryByteAndInterrupted_WritesEveryByteOnce()
    {
        byte[][] pieces = Pieces(SeededRandom.Create(), [0, 3, Long, 0, 5, 9, 0, Long + 1, 2]);
        ReadOnlyMemory<byte>[] list = Memories(pieces);
        byte[] expected = Chunkings.Join(pieces);
        for (int shortLength = 0; shortLength <= expected.Length; shortLength++)
        {
            var backend = new ScriptedBackend(
                Native,
                Fault.Fail(IoErrorKind.Interrupted, "write-vectored"),
                Fault.Short(shortLength, "write-vectored"),
                Fault.Fail(IoErrorKind.Interrupted));
            byte[] written = Written(file => file.Write(list, 0), backend);
            Assert.True(expected.AsSpan().SequenceEqual(written), $"Short at {shortLength}.");
            Assert.InRange(backend.FaultsLeft, 0, 1);
        }
    }

    [Fact]
    public void Write_AlwaysShort_WritesEveryByteOnce()
    {
        byte[][] pieces = Pieces(SeededRandom.Create(), [Long, 1, 2, Long + 100, 3, 0, Long]);
        foreach (int shortLength in (int[])[7, 31, Long - 1, Long, Long + 1])
        {
            var backend = new ScriptedBackend(Native) { Always = Fault.Short(shortLength), VectorCountMaxForced = 3 };
            Assert.Equal(Chunkings.Join(pieces), Written(file => file.Write(Memories(pieces), 0), backend));
        }
    }

    // Platform: vectored calls for plain files.
    [Trait("Platform", "linux")]
    [Fact]
    public void Write_DeviceAcceptsNothing_FailsAfterSomeTries()
    {
        var backend = new ScriptedBackend(Native, Fault.Short(Long + 1, "write-vectored"))
        {
            Always = Fault.Short(0),
        };
        byte[][] pieces = Pieces(SeededRandom.Create(), [Long, Long, Long]);
        using NativeFile file = Open(_folder.File("file"), backend);
        NativeIoException error = Assert.Throws<NativeIoException>(() => file.Write(Memories(pieces), 0));
        Assert.Equal(IoErrorKind.DeviceFault, error.Kind);
        Assert.Equal(Long + 1, error.BytesTransferred);
    }

    // Platform: vectored calls for plain files.
    [Trait("Platform", "linux")]
    [Fact]
    public void Write_FailureInALaterBatch_CountsAllBytesBefore()
    {
        byte[] piece = SeededRandom.Create().NextBytes(Long);
        ReadOnlyMemory<byte>[] list = [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(piece, 1500)];
        var backend = new ScriptedBackend(
            Native,
            Fault.None,
            Fault.None,
            Fault.Short(10, "write-vectored"),
            Fault.Fail(IoErrorKind.NoSpace, "write-vectored"));
        using NativeFile file = Open(_folder.File("file"), backend);
        NativeIoException error = Assert.Throws<NativeIoException>(() => file.Write(list, 0));
        Assert.Equal(IoErrorKind.NoSpace, error.Kind);
        Assert.Equal("write", error.Operation);
        Assert.Equal((1024L * Long) + 10, error.BytesTransferred);
        Assert.Equal(error.BytesTransferred, file.Length);
    }

    // Platform: a small file system to mount.
    [Trait("Platform", "linux")]
    [Fact]
    public void Write_FileSystemGetsFull_SaysWhatIsInTheFile()
    {
        using var mount = new MemoryMount("size=1m");
        byte[][] pieces = Pieces(SeededRandom.Create(), [.. Enumerable.Repeat(Long * 3, 600)]);
        using NativeFile file = Open(mount.File("file"), null);
        NativeIoException error = Assert.Throws<NativeIoException>(() => file.Write(Memories(pieces), 0));
        Assert.Equal(IoErrorKind.NoSpace, error.Kind);
        Assert.InRange(error.BytesTransferred, 1, 1024 * 1024);
        byte[] read = new byte[error.BytesTransferred];
        Assert.Equal(read.Length, file.ReadFull(read, 0));
        Assert.Equal(Chunkings.Join(pieces)[..read.Length], read);
    }

    // Platform: a limit of the process on the length of files.
    [Trait("Platform", "linux")]
    [Fact]
    public async Task Write_LimitOfTheProcess_IsWrittenUpToTheLimit()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(WriteBeyondTheLimit);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("FileTooLarge 100000 100000", result.Output.Trim());
    }

    [Fact]
    public void Write_MorePiecesThanOneCallTakes_WritesAllOnce()
    {
        byte[] one = SeededRandom.Create().NextBytes(Long);
        foreach (int count in (int[])[1024, 1025, 2048, 3001])
        {
            // The same piece each time: a piece may be in a list more than once.
            ReadOnlyMemory<byte>[] list = [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(one, count)];
            byte[] written = Written(file => file.Write(list, 0));
            Assert.Equal((long)count * Long, written.Length);
            Assert.True(Enumerable.Range(0, count).All(i => written.AsSpan(i * Long, Long).SequenceEqual(one)));
        }
    }

    [Fact]
    public void Write_HundredThousandShortPieces_IsPackedIntoFewCalls()
    {
        byte[] content = SeededRandom.Create().NextBytes(300_000);
        var list = new ReadOnlyMemory<byte>[100_000];
        for (int index = 0; index < list.Length; index++)
        {
            list[index] = content.AsMemory(index * 3, 3);
        }

        var backend = new ScriptedBackend(Native);
        Assert.Equal(content, Written(file => file.Write(list, 0), backend));
        Assert.InRange(backend.Calls.Count(static call => call.Operation.StartsWith("write")), 1, 5);
    }

    // Platform: vectored calls, and a device that takes everything.
    [Trait("Platform", "linux")]
    [Fact]
    public void Write_MoreBytesThanOneCallTakes_IsSplit()
    {
        byte[] piece = GC.AllocateUninitializedArray<byte>(4 * 1024 * 1024);
        ReadOnlyMemory<byte>[] list = [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(piece, 1030)];
        var backend = new ScriptedBackend(Native);
        var options = new NativeFileOptions { Access = FileAccess.Write, Backend = backend };
        using NativeFile file = NativeFile.Open("/dev/null", options);
        file.Write(list, NativeFile.AtPosition);
        long[] lengths = [.. backend.Calls.Where(static call => call.Operation.StartsWith("write")).Select(
            static call => call.Length)];
        Assert.Equal(4L * 1024 * 1024 * 1030, lengths.Sum());
        Assert.All(lengths, static length => Assert.InRange(length, 1, 0x7ffff000));
        Assert.Contains(0x7ffff000, lengths);
    }

    [Fact]
    public void Write_OffsetsAboveFourGigabytes_AreExact()
    {
        const long offset = (1L << 32) + 5;
        byte[][] pieces = Pieces(SeededRandom.Create(), [Long, 3, Long + 1]);
        var backend = new ScriptedBackend(Native) { Always = Fault.Short(Long - 1) };
        using NativeFile file = Open(_folder.File("file"), backend);
        file.Write(Memories(pieces), offset);
        byte[] read = new byte[pieces.Sum(static piece => piece.Length) + 1];
        Assert.Equal(read.Length - 1, file.ReadFull(read, offset));
        Assert.Equal(Chunkings.Join(pieces), read[..^1]);
        Assert.Equal(offset + read.Length - 1, file.Length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(IoErrorKind.NotSupported)]
    [InlineData(IoErrorKind.AccessDenied)]
    public void Write_NoVectoredCalls_PacksAndLoops(IoErrorKind? refusal)
    {
        byte[][] pieces = Pieces(
            SeededRandom.Create(), [Long, 3, Long + 1, VectoredWriter.PackLengthMaxAlone, 0, 7, 200_000, 1, 40_000]);
        var backend = new ScriptedBackend(Native)
        {
            VectorCountMaxForced = refusal is null ? 1 : null,
            Always = refusal is { } kind ? Fault.Fail(kind, "write-vectored") : Fault.None,
        };
        byte[] written = Written(
            file =>
            {
                file.Write(Memories(pieces), 0);
                file.Write(Memories(pieces), 300_000);
            },
            backend);
        byte[] content = Chunkings.Join(pieces);
        Assert.Equal(content, written[..content.Length]);
        Assert.Equal(content, written[300_000..]);

        // It is asked once for a file, and then not again.
        Assert.Equal(
            refusal is null ? 0 : 1, backend.Calls.Count(static call => call.Operation == "write-vectored"));
    }

    [Fact]
    public void Write_RefusedAfterProgress_GoesOnWhereItWas()
    {
        byte[][] pieces = Pieces(SeededRandom.Create(), [Long, Long, 5, Long]);
        for (int shortLength = 0; shortLength < 3 * Long; shortLength += 13)
        {
            var backend = new ScriptedBackend(
                Native,
                Fault.Short(shortLength, "write-vectored"),
                Fault.Fail(IoErrorKind.NotSupported, "write-vectored"));
            Assert.Equal(Chunkings.Join(pieces), Written(file => file.Write(Memories(pieces), 0), backend));
        }
    }

    [Fact]
    public void Write_EachBackend_IsReadBackTheSame()
    {
        byte[][] pieces = Pieces(SeededRandom.Create(), [Long, 3, 0, Long + 1, 40_000, 1, 1, 200_000]);
        byte[] content = Chunkings.Join(pieces);
        foreach (FileBackend backend in PlatformSelector.Available.Select(PlatformSelector.Create))
        {
            using NativeFile file = Open(_folder.File("file"), new ScriptedBackend(backend));
            file.Write(Memories(pieces), 5);
            Memory<byte>[] parts = [new byte[5], new byte[Long], new byte[content.Length]];
            Assert.Equal(content.Length + 5, file.ReadFull(parts, 0));
            Assert.Equal(content[..Long], parts[1].ToArray());
            Assert.Equal(content[Long..], parts[2].ToArray()[..(content.Length - Long)]);
            using var buffer = new ChunkedBuffer();
            Assert.Equal(content.Length, file.ReadFullInto(buffer, long.MaxValue, 5));
            Assert.Equal(content, buffer.ToArray());
        }
    }

    private static void WriteBeyondTheLimit()
    {
        // The kernel sends SIGXFSZ (25) with the error, which would end the process.
        using var ignored = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            (System.Runtime.InteropServices.PosixSignal)25, static context => context.Cancel = true);
        MemoryMount.Run("prlimit", "--pid", Environment.ProcessId.ToString(), "--fsize=100000");
        using var folder = new TemporaryDirectory();
        using NativeFile file = Open(folder.File("file"), null);
        ReadOnlyMemory<byte>[] list = [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(new byte[Long * 3], 100)];
        NativeIoException error = Assert.Throws<NativeIoException>(() => file.Write(list, 0));
        Console.WriteLine($"{error.Kind} {error.BytesTransferred} {file.Length}");
    }

    private static NativeFile Open(string path, ScriptedBackend? backend) => NativeFile.Open(path, new NativeFileOptions
    {
        Access = FileAccess.ReadWrite,
        Mode = FileOpenMode.Create,
        Backend = backend ?? Native,
    });

    private static byte[][] Pieces(SeededRandom random, int count) => Pieces(
        random, [.. Enumerable.Range(0, count).Select(_ => random.Chance(20) ? 0 : random.Next(1, 3 * Long))]);

    private static byte[][] Pieces(SeededRandom random, int[] lengths) => [.. lengths.Select(random.NextBytes)];

    private static ReadOnlyMemory<byte>[] Memories(IEnumerable<byte[]> pieces) =>
        [.. pieces.Select(static piece => (ReadOnlyMemory<byte>)piece)];

    private byte[] Written(Action<NativeFile> write, ScriptedBackend? backend = null)
    {
        string path = _folder.File("written");
        using (NativeFile file = Open(path, backend))
        {
            write(file);
        }

        return File.ReadAllBytes(path);
    }
}
