using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

/// <content>Results that are fetched.</content>
public sealed partial class FileScannerTests
{
    [Theory]
    [InlineData(ScanOrder.AsListed)]
    [InlineData(ScanOrder.AsCompleted)]
    public async Task ScanAsync_FilesOfEverySize_GivesEveryByteOnce(ScanOrder order)
    {
        SeededRandom random = SeededRandom.Create();
        byte[][] contents = [.. Enumerable.Range(0, 150).Select(_ => random.NextBytes(random.Next(4 * SmallChunk)))];
        NativePath[] paths = WriteAll(contents);
        paths[77] = _folder.File("missing");
        using var pool = new BlockPool(new BlockPoolOptions { Name = "async" });
        var options = new ScanOptions
        {
            ChunkBytes = SmallChunk,
            WorkersMin = 4,
            BytesInFlightMax = 5 * SmallChunk,
            Order = order,
            Pool = pool,
        };
        var read = new Dictionary<long, MemoryStream>();
        List<long> ended = [];
        List<long> begun = [];
        await foreach (ScanResult result in new FileScanner(options).ScanAsync(paths, Cancellation))
        {
            using (result)
            {
                Assert.Equal(paths[result.Index], result.Path);
                if (!read.TryGetValue(result.Index, out MemoryStream? stream))
                {
                    read[result.Index] = stream = new MemoryStream();
                    begun.Add(result.Index);
                }

                Assert.Equal(stream.Length, result.Offset);
                Assert.DoesNotContain(result.Index, ended);
                stream.Write(result.Content.AsSpan());
                Assert.Equal(result.Index == 77, result.Error is not null);
                if (result.IsLast)
                {
                    ended.Add(result.Index);
                }
            }
        }

        Assert.Equal(paths.Length, ended.Count);
        for (int index = 0; index < paths.Length; index++)
        {
            Assert.Equal(index == 77 ? [] : contents[index], read[index].ToArray());
        }

        if (order == ScanOrder.AsListed)
        {
            Assert.Equal(Enumerable.Range(0, paths.Length).Select(static index => (long)index), ended);
            Assert.Equal(begun, ended);
        }

        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Theory]
    [InlineData(ScanOrder.AsListed)]
    [InlineData(ScanOrder.AsCompleted)]
    public async Task ScanAsync_NobodyFetches_ReadsNoMoreThanTheLimit(ScanOrder order)
    {
        NativePath[] paths = [.. Enumerable.Range(0, 100).Select(
            index => (NativePath)_folder.Write($"file{index}", new byte[5 * SmallChunk]))];
        const int LimitChunks = 8;
        var options = new ScanOptions
        {
            ChunkBytes = SmallChunk,
            WorkersMin = 4,
            WorkersMax = 4,
            BytesInFlightMax = LimitChunks * SmallChunk,
            Order = order,
        };
        var scanner = new FileScanner(options);
        await using IAsyncEnumerator<ScanResult> results =
            scanner.ScanAsync(paths, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await results.MoveNextAsync());
        results.Current.Dispose();

        // Reading goes on until there is no room; then the count of bytes stands still.
        long bytes;
        do
        {
            bytes = scanner.GetStatistics().Bytes;
            await Task.Delay(30, Cancellation);
        }
        while (scanner.GetStatistics().Bytes != bytes);

        // What waits, what was fetched, and for each worker the chunk that waits for room and the one held back.
        Assert.InRange(bytes, SmallChunk, (LimitChunks + 2 + (2 * 4)) * SmallChunk);
    }

    [Fact]
    public async Task ScanAsync_LeftEarly_GivesEverythingBack()
    {
        NativePath[] paths = [.. Enumerable.Range(0, 200).Select(
            index => (NativePath)_folder.Write($"file{index}", new byte[5 * SmallChunk]))];
        using var pool = new BlockPool(new BlockPoolOptions { Name = "left" });
        var scanner = new FileScanner(new ScanOptions
        {
            ChunkBytes = SmallChunk,
            BytesInFlightMax = 4 * SmallChunk,
            Pool = pool,
        });
        await foreach (ScanResult result in scanner.ScanAsync(paths, Cancellation))
        {
            result.Dispose();
            break;
        }

        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
        Assert.Equal(0, scanner.GetStatistics().Workers);
    }

    [Fact]
    public async Task ScanAsync_Cancelled_EndsAndGivesEverythingBack()
    {
        NativePath[] paths = [.. Enumerable.Range(0, 200).Select(
            index => (NativePath)_folder.Write($"file{index}", new byte[5 * SmallChunk]))];
        using var pool = new BlockPool(new BlockPoolOptions { Name = "cancelled" });
        using var stop = new CancellationTokenSource();
        var scanner = new FileScanner(new ScanOptions
        {
            ChunkBytes = SmallChunk,
            BytesInFlightMax = 4 * SmallChunk,
            Pool = pool,
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ScanResult result in scanner.ScanAsync(paths, stop.Token))
            {
                result.Dispose();
                await stop.CancelAsync();
            }
        });
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public async Task ScanAsync_EmptyFileAndError_AreToldApart()
    {
        NativePath[] paths = [_folder.Write("empty", []), _folder.Path];
        var options = new ScanOptions { Order = ScanOrder.AsListed };
        List<ScanResult> results =
            await new FileScanner(options).ScanAsync(paths, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(2, results.Count);
        Assert.Null(results[0].Error);
        Assert.True(results[0].GetContentOrThrow().IsEmpty);
        Assert.Equal(IoErrorKind.IsDirectory, results[1].Error!.Kind);
        Assert.Throws<NativeIoException>(() => results[1].GetContentOrThrow());
        Assert.All(results, static result => Assert.True(result.IsLast));
    }

    [Fact]
    public async Task ScanAsync_EnumerationThatFails_ThrowsItsError()
    {
        static IEnumerable<NativePath> Paths()
        {
            yield return "/proc/version";
            throw new InvalidDataException("no more");
        }

        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (ScanResult result in new FileScanner().ScanAsync(Paths(), Cancellation))
            {
                result.Dispose();
            }
        });
    }

    [Fact]
    public async Task ScanAsync_Walk_GivesTheFilesBelow()
    {
        _folder.Write("a/b", "abc"u8);
        var walker = new DirectoryWalker(_folder.Path);
        List<ScanResult> results = await new FileScanner().ScanAsync(walker, Cancellation).ToListAsync(Cancellation);
        using ScanResult only = Assert.Single(results);
        Assert.Equal("abc", only.Content.GetString());
    }
}
