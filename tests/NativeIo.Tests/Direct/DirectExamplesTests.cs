using System;
using System.Buffers;
using System.IO;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

/// <summary>Runs the examples of docs/direct.md.</summary>
public sealed class DirectExamplesTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reading_OfThePage_Works()
    {
        byte[] content = SeededRandom.Create().NextBytes(1024 * 1024);
        using DirectFileReader reader = DirectFileReader.Open(_folder.Write("events.bin", content));
        long total = 0;
        foreach (BufferSlice chunk in reader.ReadChunks())
        {
            using (chunk)
            {
                total += chunk.Length;
            }
        }

        using BufferSlice record = reader.ReadSlice(100, offset: 12345);
        Assert.Equal(content.Length, total);
        Assert.Equal(content.AsSpan(12345, 100), record.AsSpan());

        using IMemoryOwner<byte> memory = BlockPool.Shared.Rent(16 * 4096);
        var reads = new DirectRead[16];
        for (int i = 0; i < reads.Length; i++)
        {
            reads[i] = new DirectRead(offset: i * 65536L, memory.Memory.Slice(i * 4096, 4096));
        }

        int failed = reader.ReadBatch(reads);
        Assert.Equal(0, failed);
        foreach (DirectRead read in reads)
        {
            Assert.Null(read.Error);
            Assert.True(read.Destination.Span.SequenceEqual(content.AsSpan((int)read.Offset, read.Count)));
        }
    }

    [Fact]
    public void Writing_OfThePage_Works()
    {
        string path = _folder.File("copy.bin");
        using (DirectFileWriter writer = DirectFileWriter.Open(path))
        {
            _ = writer.TryAllocate(1024 * 1024);
            writer.Write("any length"u8);
            writer.WriteAt("ANY"u8, offset: 0);
            writer.Flush(FlushLevel.Data);
        }

        Assert.Equal("ANY length", File.ReadAllText(path));
    }

    [Fact]
    public void Ring_OfThePage_Works()
    {
        using var ring = new BatchRing(new BatchRingOptions { QueueDepth = 32, SingleThreaded = true });
        using NativeFile file = NativeFile.Open(_folder.Write("events.bin", new byte[31 * 4096]));
        byte[][] blocks = new byte[ring.QueueDepth][];
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = new byte[4096];
            _ = ring.TryRead(file, blocks[i], offset: i * 4096L, tag: i);
        }

        while (ring.InFlight > 0)
        {
            RingCompletion done = ring.Take();
            done.ThrowIfFailed();
            Assert.Equal(done.Tag == 31 ? 0 : 4096, done.Count);
        }
    }
}
