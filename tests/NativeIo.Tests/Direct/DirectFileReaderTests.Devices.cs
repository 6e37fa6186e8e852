using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class DirectFileReaderTests
{
    [Fact]
    public void ReadAt_LastOffsetThatThereIs_FindsTheEnd()
    {
        const int alignment = 512;
        const long last = long.MaxValue & -alignment;
        var backend = new DirectBackend { Alignment = alignment, EndlessFrom = 1L << 40 };
        using DirectFileReader reader = DirectFileReader.Open(
            _folder.Write("file", new byte[alignment]), new DirectFileOptions { Backend = backend });
        byte[] memory = new byte[4 * alignment];
        foreach (long offset in (long[])[last - alignment, last - 1, last, last + 1, long.MaxValue])
        {
            Assert.Equal(0, reader.ReadAt(memory, offset));
            using BufferSlice slice = reader.ReadSlice(memory.Length, offset);
            Assert.True(slice.IsEmpty);
        }
    }

    // Platform: needs a loop device.
    [Trait("Platform", "linux")]
    [Fact]
    public void ReadAndWrite_SectorsOf4096Bytes_NeedNoAlignmentOfTheCaller()
    {
        using var device = new LoopDevice();
        FileBackend linux = PlatformSelector.Create("linux");
        var options = new DirectFileOptions { Backend = linux };
        string path = Path.Combine(device.Path, "file");
        byte[] content = SeededRandom.Create().NextBytes(100_100);
        using (DirectFileWriter writer = DirectFileWriter.Open(path, FileOpenMode.CreateNew, options))
        {
            Assert.True(writer.IsDirect);
            writer.Write(content);
            writer.WriteAt(content.AsSpan(500, 100), 500);
        }

        Assert.Equal(content, File.ReadAllBytes(path));
        using BufferSlice memory = Rent(BlockPool.Shared, 65536);
        var direct = new NativeFileOptions { Flags = FileOpenFlags.Direct, Backend = linux };
        using (NativeFile bare = NativeFile.Open(path, direct))
        {
            // The device is one that refuses, so that what follows proves something.
            Assert.Equal(IoErrorKind.InvalidArgument, KindOf(() => bare.Read(Writable(memory).Span[..100], 0)));
            Assert.Equal(IoErrorKind.InvalidArgument, KindOf(() => bare.Read(Writable(memory).Span[..4096], 512)));
            Assert.Equal(IoErrorKind.InvalidArgument, KindOf(() => bare.Read(Writable(memory).Span[1..4097], 0)));
        }

        using DirectFileReader reader = DirectFileReader.Open(path, options);
        Assert.Equal(4096, reader.OffsetAlignment);
        foreach ((int start, int length, int offset) in new[]
            { (1, 4096, 0), (0, 4096, 512), (0, 100, 0), (3, 9999, 4095), (512, 8192, 4096), (0, 65536, 50_000) })
        {
            int expected = Math.Min(length, content.Length - offset);
            Span<byte> destination = Writable(memory).Span.Slice(start, length - start);
            expected = Math.Min(expected, destination.Length);
            Assert.Equal(expected, reader.ReadAt(destination, offset));
            Assert.True(destination[..expected].SequenceEqual(content.AsSpan(offset, expected)));
        }

        Assert.True(reader.IsDirect, reader.FallbackReason);
        CheckWhole(reader, content);
    }

    // Platform: is about memory that fork copies; starts the program true.
    [Trait("Platform", "linux")]
    [Fact]
    public async Task ReadBatch_ProcessesAreStartedMeanwhile_ReadsTheSame()
    {
        byte[] content = SeededRandom.Create().NextBytes(1024 * 1024);
        using DirectFileReader reader = DirectFileReader.Open(_folder.Write("file", content));
        using BufferSlice memory = Rent(BlockPool.Shared, 64 * 4096);
        using var stop = new CancellationTokenSource();
        Task starter = Task.Run(
            () =>
            {
                for (int count = 0; count < 20; count++)
                {
                    using var process = Process.Start("true");
                    process.WaitForExit();
                }

                stop.Cancel();
            },
            Cancellation);
        var random = SeededRandom.Create();
        DirectRead[] reads = new DirectRead[64];
        while (!stop.IsCancellationRequested)
        {
            for (int index = 0; index < reads.Length; index++)
            {
                reads[index] = new DirectRead(
                    random.Next(256) * 4096, Writable(memory).Slice(index * 4096, 4096));
            }

            Writable(memory).Span.Fill(0xEE);
            Assert.Equal(0, reader.ReadBatch(reads));
            foreach (DirectRead read in reads)
            {
                Assert.True(read.Destination.Span.SequenceEqual(content.AsSpan((int)read.Offset, 4096)));
            }
        }

        await starter;
    }

    private static IoErrorKind KindOf(Action action) => Assert.Throws<NativeIoException>(action).Kind;
}
