using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

/// <content>Files that change, have no length, are huge or have no positions.</content>
public sealed partial class StrategyReaderTests
{
    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Read_FileThatGrows_GivesWhatWasAdded(TestedReader kind)
    {
        byte[] content = SeededRandom.Create().NextBytes(9000);
        StrategyReader reader = Make(kind, Options);
        foreach (int before in new[] { 1500, 2000, 2500 })
        {
            string path = _folder.Write("file", content.AsSpan(0, before));
            List<byte> sync = [];
            foreach (FileChunk chunk in reader.ReadChunks(path, cancellation: Cancellation))
            {
                sync.AddRange(chunk.Span);
                Grow(path, content);
            }

            Assert.Equal(content, sync.ToArray());
            _ = _folder.Write("file", content.AsSpan(0, before));
            List<byte> later = [];
            await foreach (FileChunk chunk in reader.ScanChunksAsync(path, cancellation: Cancellation))
            {
                Assert.Equal(later.Count, chunk.Offset);
                later.AddRange(chunk.Span);
                Grow(path, content);
            }

            Assert.Equal(content, later.ToArray());
        }
    }

    /// <summary>Gets the readers whose file can be cut meanwhile; Windows cuts no file that is mapped.</summary>
    public static TheoryData<TestedReader> CutReaders => [.. Readers.Select(static row => row.Data).Where(
        static kind => kind != TestedReader.Mapped || !OperatingSystem.IsWindows())];

    [Theory]
    [MemberData(nameof(CutReaders))]
    public async Task Read_FileThatIsCut_EndsEarlyWithoutWrongBytes(TestedReader kind)
    {
        byte[] content = SeededRandom.Create().NextBytes(100_000);
        StrategyReader reader = Make(kind, Options);
        foreach (int after in new[] { 0, 1000, 1500, 70_001 })
        {
            string path = _folder.Write("file", content);
            List<byte> sync = [];
            foreach (FileChunk chunk in reader.ReadChunks(path, cancellation: Cancellation))
            {
                sync.AddRange(chunk.Span);
                Cut(path, after);
            }

            // What was read ahead before the cut counts as read.
            int end = Math.Max(after, ChunkLength);
            Assert.InRange(sync.Count, end, ReadsAhead(kind) ? Math.Max(after, 3 * ChunkLength) : end);
            Assert.Equal(content[..sync.Count], sync.ToArray());
            _ = _folder.Write("file", content);
            List<byte> later = [];
            await foreach (FileChunk chunk in reader.ScanChunksAsync(path, cancellation: Cancellation))
            {
                later.AddRange(chunk.Span);
                Cut(path, after);
            }

            Assert.InRange(later.Count, Math.Max(after, ChunkLength), Math.Max(after, 3 * ChunkLength));
            Assert.Equal(content[..later.Count], later.ToArray());
        }
    }

    // Platform: Windows refuses to replace a file that is open.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Read_FileIsReplacedMeanwhile_GivesTheOldOne(TestedReader kind)
    {
        byte[] content = SeededRandom.Create().NextBytes(20_000);
        string path = _folder.Write("file", content);
        string other = _folder.Write("other", new byte[20_000]);
        StrategyReader reader = Make(kind, Options);
        List<byte> read = [];
        await foreach (FileChunk chunk in reader.ScanChunksAsync(path, cancellation: Cancellation))
        {
            read.AddRange(chunk.Span);
            if (File.Exists(other))
            {
                File.Move(other, path, overwrite: true);
            }
        }

        Assert.Equal(content, read.ToArray());
    }

    // Platform: needs /proc.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Read_FileWithoutALength_IsReadToItsEnd(TestedReader kind)
    {
        // Files whose length says 0 and whose content is longer than one transfer gives.
        const string path = "/proc/self/status";

        StrategyReader reader = Make(kind, Options with { ChunkLength = 100, BufferLength = 300 });
        using BufferSlice whole = reader.ReadFile(path);
        Assert.Contains("\nPid:", whole.GetString(), StringComparison.Ordinal);
        Assert.EndsWith("\n", whole.GetString(), StringComparison.Ordinal);
        List<byte[]> chunks = await Collect(reader.ReadChunksAsync(path, cancellation: Cancellation));
        string text = System.Text.Encoding.UTF8.GetString([.. chunks.SelectMany(static chunk => chunk)]);
        Assert.Contains("\nPid:", text, StringComparison.Ordinal);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    // Platform: needs a file that has holes without asking for them; elsewhere it takes a tebibyte.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Read_SparseFileOfATebibyte_TakesLittleMemory(TestedReader kind)
    {
        const long length = 1L << 40;
        string path = _folder.File("sparse");
        await using (FileStream stream = File.Create(path))
        {
            stream.Position = length - 1;
            stream.WriteByte(7);
        }

        StrategyReader reader = Make(kind, Options with { WholeLengthMax = 1024 * 1024 });
        NativeIoException error = Assert.Throws<NativeIoException>(() => reader.ReadFile(path));
        Assert.Equal(IoErrorKind.FileTooLarge, error.Kind);
        Assert.Contains("1048576", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _pool.Pool.GetStatistics().RentedBlocks);

        const long start = length - (50 * ChunkLength) - 123;
        long offset = start;
        byte last = 0;
        foreach (FileChunk chunk in reader.ReadChunks(path, start, Cancellation))
        {
            Assert.Equal(offset, chunk.Offset);
            offset += chunk.Length;
            last = chunk.Span[^1];
            Assert.InRange(_pool.Pool.GetStatistics().RentedBlocks, 0, ReadsAhead(kind) ? 3 : 1);
        }

        Assert.Equal((length, 7), (offset, last));
        offset = start;
        await foreach (FileChunk chunk in reader.ScanChunksAsync(path, start, Cancellation))
        {
            Assert.Equal(offset, chunk.Offset);
            offset += chunk.Length;
            last = chunk.Span[^1];
            Assert.InRange(_pool.Pool.GetStatistics().RentedBlocks, 0, 3);
        }

        Assert.Equal((length, 7), (offset, last));
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(uint.MaxValue)]
    public void Read_OffsetsAboveTwoAndFourGibibytes_AreExact(long boundary)
    {
        string path = _folder.File("large");
        byte[] mark = SeededRandom.Create().NextBytes(4096);
        using (FileStream stream = File.Create(path))
        {
            stream.Position = boundary - 2000;
            stream.Write(mark);
        }

        foreach (TestedReader kind in new[] { TestedReader.Async, TestedReader.Buffered, TestedReader.Mapped })
        {
            List<byte> read = [];
            foreach (FileChunk chunk in Make(kind, Options).ReadChunks(path, boundary - 2000))
            {
                Assert.Equal(boundary - 2000 + read.Count, chunk.Offset);
                read.AddRange(chunk.Span);
            }

            Assert.Equal(mark, read);
        }
    }

    // Platform: needs /dev/zero.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Read_DeviceWithoutPositions_IsReadInOrder(TestedReader kind)
    {
        const string path = "/dev/zero";

        StrategyReader reader = Make(kind, Options with { WholeLengthMax = 1024 * 1024 });
        Assert.Equal(IoErrorKind.FileTooLarge, Assert.Throws<NativeIoException>(() => reader.ReadFile(path)).Kind);
        long offset = 0;
        await foreach (FileChunk chunk in reader.ScanChunksAsync(path, cancellation: Cancellation))
        {
            Assert.Equal(offset, chunk.Offset);
            Assert.Equal(-1, chunk.Span.IndexOfAnyExcept((byte)0));
            offset += chunk.Length;
            if (offset > 10 * ChunkLength)
            {
                break;
            }
        }

        using ReadTarget target = ReadTarget.Open(path, reader.Options);
        if (!target.HasPositions)
        {
            NativeIoException error = Assert.Throws<NativeIoException>(() => reader.ReadChunks(path, 5).First());
            Assert.Equal(IoErrorKind.NotSeekable, error.Kind);
        }
    }

    private static void Grow(string path, byte[] content)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        if (stream.Length < content.Length)
        {
            stream.Position = stream.Length;
            stream.Write(content.AsSpan((int)stream.Length));
        }
    }

    private static void Cut(string path, long length)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        if (stream.Length > length)
        {
            stream.SetLength(length);
        }
    }
}
