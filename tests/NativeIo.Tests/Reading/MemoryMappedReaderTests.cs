using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class MemoryMappedReaderTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly TrackingBlockPool _pool = new();

    private ReadOptions Options => new() { Pool = _pool.Pool, ChunkLength = 5000, BufferLength = 10_000 };

    public void Dispose()
    {
        _folder.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public void ReadChunks_NobodyChangesTheFile_ShowsTheMappingWithoutABlock()
    {
        byte[] content = SeededRandom.Create().NextBytes(23_456);
        string path = _folder.Write("file", content);
        var reader = new MemoryMappedReader(Options with { IsImmutable = true });
        List<BufferSlice> kept = [];
        foreach (FileChunk chunk in reader.ReadChunks(path))
        {
            kept.Add(chunk.Share());
            Assert.Equal(0, _pool.Pool.GetStatistics().RentedBlocks);
        }

        // The reader is over; the slices keep the mapping.
        Assert.Equal(content, kept.SelectMany(static slice => slice.ToArray()).ToArray());
        kept.ForEach(static slice => slice.Dispose());
    }

    [Fact]
    public void ReadFile_NobodyChangesTheFile_IsOneChunkOfTheMapping()
    {
        byte[] content = SeededRandom.Create().NextBytes(1_000_000);
        string path = _folder.Write("file", content);
        using BufferSlice whole = new MemoryMappedReader(Options with { IsImmutable = true }).ReadFile(path);
        Assert.Equal(0, _pool.Pool.GetStatistics().RentedBlocks);
        Assert.Equal(1, whole.ChunkCount);
        Assert.True(whole.AsSpan().SequenceEqual(content));
        var limited = new MemoryMappedReader(Options with { IsImmutable = true, WholeLengthMax = 999_999 });
        Assert.Equal(IoErrorKind.FileTooLarge, Assert.Throws<NativeIoException>(() => limited.ReadFile(path)).Kind);
    }

    [Theory]
    [InlineData(FileSystemKind.Network)]
    [InlineData(FileSystemKind.UserSpace)]
    [InlineData(FileSystemKind.Virtual)]
    public void Read_FileSystemThatMustNotBeMapped_IsReadInstead(FileSystemKind kind)
    {
        byte[] content = SeededRandom.Create().NextBytes(23_456);
        string path = _folder.Write("file", content);
        var backend = new ScriptedBackend { FileSystemForced = kind };
        var reader = new MemoryMappedReader(Options with { Backend = backend, IsImmutable = true });
        using BufferSlice whole = reader.ReadFile(path);
        Assert.Equal(content, whole.ToArray());
        Assert.Equal(content, reader.ReadChunks(path).SelectMany(static chunk => chunk.Span.ToArray()).ToArray());
        using ReadTarget target = ReadTarget.Open(path, reader.Options);
        Assert.Null(MappedContent.TryOpen(target, reader.Options));
    }

    [Theory]
    [InlineData(IoErrorKind.NotSupported)]
    [InlineData(IoErrorKind.OutOfMemory)]
    [InlineData(IoErrorKind.AccessDenied)]
    public void Read_SystemRefusesTheMapping_IsReadInstead(IoErrorKind refusal)
    {
        byte[] content = SeededRandom.Create().NextBytes(23_456);
        string path = _folder.Write("file", content);
        var backend = new ScriptedBackend { Always = Fault.Fail(refusal, "map") };
        var reader = new MemoryMappedReader(Options with { Backend = backend, IsImmutable = true });
        using BufferSlice whole = reader.ReadFile(path);
        Assert.Equal(content, whole.ToArray());
        Assert.Equal(content, reader.ReadChunks(path).SelectMany(static chunk => chunk.Span.ToArray()).ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadChunks_SequentialHint_IsGivenWhenAskedFor(bool isWanted)
    {
        string path = _folder.Write("file", new byte[23_456]);
        var backend = new ScriptedBackend();
        var reader = new MemoryMappedReader(Options with { Backend = backend, UseMappedSequential = isWanted });
        Assert.Equal(5, reader.ReadChunks(path).Count());

        // Where the system has no such hint, the next best is asked for too.
        int count = backend.Calls.Count(static call => call.Operation == "advise-map");
        Assert.InRange(count, isWanted ? 1 : 0, isWanted ? 2 : 0);
    }

    [Fact]
    public void ReadFile_FileIsCutUnderTheMapping_GivesOnlyItsBytes()
    {
        byte[] content = SeededRandom.Create().NextBytes(600_000);
        string path = _folder.Write("file", content);
        using ReadTarget target = ReadTarget.Open(path, Options);
        using MappedContent mapped = Assert.IsType<MappedContent>(MappedContent.TryOpen(target, Options));
        foreach (int length in new[] { 500_001, 300_000, 4097, 4096, 1, 0 })
        {
            using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                if (OperatingSystem.IsWindows())
                {
                    // There a file that is mapped keeps its length.
                    Assert.Throws<IOException>(() => stream.SetLength(length));
                    break;
                }

                stream.SetLength(length);
            }

            byte[] copy = new byte[700_000];
            Assert.Equal(length, mapped.Copy(copy, 0));
            Assert.Equal(content[..length], copy[..length]);
            Assert.Equal(0, mapped.Copy(copy, length));
        }
    }

    [Fact]
    public void TryShare_OutsideTheMapping_SaysNo()
    {
        string path = _folder.Write("file", new byte[10_000]);
        using ReadTarget target = ReadTarget.Open(path, Options);
        using MappedContent mapped = Assert.IsType<MappedContent>(MappedContent.TryOpen(target, Options));
        Assert.False(mapped.TryShare(9_999, 2, out _));
        Assert.True(mapped.TryShare(9_999, 1, out BufferSlice last));
        last.Dispose();
    }
}
