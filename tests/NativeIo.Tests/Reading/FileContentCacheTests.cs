using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class FileContentCacheTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly TrackingBlockPool _pool = new();
    private readonly FileReader _reader;

    public FileContentCacheTests() => _reader = new FileReader(new ReadOptions { Pool = _pool.Pool });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _reader.Dispose();
        _folder.Dispose();
        _pool.Dispose();
    }

    /// <summary>Writes a file that changed long ago, so that its time tells its states apart.</summary>
    private string Write(string name, ReadOnlySpan<byte> content, int hoursAgo = 1)
    {
        string path = _folder.Write(name, content);
        File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-hoursAgo));
        return path;
    }

    private static string Text(BufferSlice slice)
    {
        using (slice)
        {
            return slice.GetString();
        }
    }

    [Fact]
    public async Task Get_FileThatDidNotChange_IsReadOnce()
    {
        string path = Write("file", "hello"u8);
        using var cache = new FileContentCache(_reader);
        Assert.Equal("hello", Text(cache.Get(path)));
        Assert.Equal("hello", Text(cache.Get(path)));
        Assert.Equal("hello", Text(await cache.GetAsync(path, Cancellation)));
        Assert.Equal((2, 1, 1), (cache.Hits, cache.Misses, cache.Count));
        Assert.Equal(1, _reader.Metrics.Snapshot().TotalFilesRead);
    }

    [Fact]
    public void Get_EmptyFile_IsNotKept()
    {
        string path = Write("file", []);
        using var cache = new FileContentCache(_reader);
        Assert.Equal("", Text(cache.Get(path)));
        Assert.Equal("", Text(cache.Get(path)));
        Assert.Equal((0, 2, 0), (cache.Hits, cache.Misses, cache.Count));
    }

    [Fact]
    public void Get_TimesBeyondTheCalendar_AreTimesLikeAllOthers()
    {
        string path = Write("file", "hello"u8);
        using (var kept = new FileContentCache(
            _reader, new FileContentCacheOptions { TimeToLive = TimeSpan.MaxValue }))
        {
            Assert.Equal("hello", Text(kept.Get(path)));
            Assert.Equal("hello", Text(kept.Get(path)));
            Assert.Equal(1, kept.Hits);
        }

        using (var never = new FileContentCache(
            _reader, new FileContentCacheOptions { SettledAge = TimeSpan.MaxValue }))
        {
            Assert.Equal("hello", Text(never.Get(path)));
            Assert.Equal(0, never.Count);
        }

        File.SetLastWriteTimeUtc(path, DateTime.MaxValue);
        using var cache = new FileContentCache(_reader);
        Assert.Equal("hello", Text(cache.Get(path)));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void Get_FileChangedInPlace_IsReadAgain()
    {
        string path = Write("file", "hello"u8, hoursAgo: 3);
        using var cache = new FileContentCache(_reader);
        Assert.Equal("hello", Text(cache.Get(path)));
        _ = Write("file", "world"u8, hoursAgo: 2);
        Assert.Equal("world", Text(cache.Get(path)));
        Assert.Equal(2, cache.Misses);
    }

    [Fact]
    public void Get_AnotherFileOfTheSameTimeAndLength_IsReadAgain()
    {
        string path = Write("file", "hello"u8);
        string other = Write("other", "world"u8);
        File.SetLastWriteTimeUtc(other, File.GetLastWriteTimeUtc(path));
        using var cache = new FileContentCache(_reader);
        Assert.Equal("hello", Text(cache.Get(path)));
        bool hasIdentity = IdentityOf(path) != IdentityOf(other);
        File.Move(other, path, overwrite: true);

        // A backend that cannot tell files apart cannot notice this.
        Assert.Equal(hasIdentity ? "world" : "hello", Text(cache.Get(path)));
    }

    [Fact]
    public void Get_FileThatChangedJustNow_IsNotKept()
    {
        string path = _folder.Write("file", "hello"u8);
        using var cache = new FileContentCache(
            _reader, new FileContentCacheOptions { SettledAge = TimeSpan.FromHours(1) });
        Assert.Equal("hello", Text(cache.Get(path)));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void Get_MoreThanThereIsRoomFor_ForgetsTheLeastUsed()
    {
        using var cache = new FileContentCache(_reader, new FileContentCacheOptions { BytesMax = 3 * 4096 });
        string[] paths = [.. Enumerable.Range(0, 4).Select(index => Write($"file{index}", new byte[4000]))];
        foreach (int index in new[] { 0, 1, 2, 0, 3 })
        {
            cache.Get(paths[index]).Dispose();
        }

        Assert.Equal(3, cache.Count);
        Assert.InRange(cache.Bytes, 1, 3 * 4096);
        cache.Get(paths[0]).Dispose();
        Assert.Equal(2, cache.Hits);
        cache.Get(paths[1]).Dispose();
        Assert.Equal(2, cache.Hits);
    }

    [Fact]
    public void Get_FileLongerThanTheCache_IsGivenButNotKept()
    {
        using var cache = new FileContentCache(_reader, new FileContentCacheOptions { BytesMax = 4096 });
        string path = Write("file", new byte[100_000]);
        using BufferSlice content = cache.Get(path);
        Assert.Equal((100_000, 0), (content.Length, cache.Count));
    }

    [Fact]
    public void Get_TimeToLiveIsOver_IsReadAgain()
    {
        string path = Write("file", "hello"u8);
        var clock = new SteppedTime();
        using var cache = new FileContentCache(
            _reader, new FileContentCacheOptions { TimeProvider = clock, TimeToLive = TimeSpan.FromMinutes(5) });
        cache.Get(path).Dispose();
        clock.Offset = TimeSpan.FromMinutes(4);
        cache.Get(path).Dispose();
        clock.Offset = TimeSpan.FromMinutes(6);
        cache.Get(path).Dispose();
        Assert.Equal((1, 2), (cache.Hits, cache.Misses));
    }

    [Fact]
    public void Dispose_ContentsAreOut_StayValid()
    {
        string path = Write("file", "hello"u8);
        var cache = new FileContentCache(_reader);
        BufferSlice first = cache.Get(path);
        BufferSlice second = cache.Get(path);
        Assert.True(cache.Remove(path));
        Assert.False(cache.Remove(path));
        cache.Get(path).Dispose();
        cache.Dispose();
        cache.Dispose();
        Assert.Equal(("hello", "hello"), (Text(first), Text(second)));
        Assert.Throws<ObjectDisposedException>(() => cache.Get(path));
    }

    [Fact]
    public void Get_FileThatIsMissing_ThrowsAndIsForgotten()
    {
        string path = Write("file", "hello"u8);
        using var cache = new FileContentCache(_reader);
        cache.Get(path).Dispose();
        File.Delete(path);
        Assert.Equal(IoErrorKind.NotFound, Assert.Throws<NativeIoException>(() => cache.Get(path)).Kind);
    }

    [Fact]
    public async Task Get_FromManyThreads_GivesTheRightContents()
    {
        using var cache = new FileContentCache(_reader, new FileContentCacheOptions { BytesMax = 4 * 512 });
        string[] paths = [.. Enumerable.Range(0, 8).Select(index => Write($"file{index}", [(byte)('0' + index)]))];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new SeededRandom((ulong)seed);
            for (int round = 0; round < 60; round++)
            {
                int index = random.Next(paths.Length);
                Assert.Equal($"{index}", Text(cache.Get(paths[index])));
            }
        })));
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        FileContentCacheOptions[] wrong =
        [
            new() { BytesMax = 0 },
            new() { TimeToLive = TimeSpan.Zero },
            new() { SettledAge = TimeSpan.FromSeconds(-1) },
            new() { TimeProvider = null! },
        ];
        Assert.All(wrong, options => Assert.ThrowsAny<ArgumentException>(() => new FileContentCache(_reader, options)));
    }

    private static FileIdentity IdentityOf(string path)
    {
        using NativeFile file = NativeFile.Open(path);
        return file.GetFacts().Identity;
    }

    private sealed class SteppedTime : TimeProvider
    {
        internal TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
    }
}
