using System;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class MappedFileTests
{
    private const long GiB = 1L << 30;

    [Theory]
    [MemberData(nameof(Backends))]
    public void Share_AfterDispose_KeepsTheMappingUntilTheLastSlice(string backend)
    {
        byte[] content = SeededRandom.Create().NextBytes(5 * s_page);
        string path = _folder.Write("file", content);
        var script = new ScriptedBackend(PlatformSelector.Create(backend));
        MappedFile map = MappedFile.Open(path, With(script));
        BufferSlice first = map.Share(0, 100);
        BufferSlice second = map.Share(s_page, s_page);
        BufferSlice third = first.Slice(10, 20);
        map.Dispose();
        File.Delete(path);
        first.Dispose();
        Assert.Equal(content[10..30], third.ToArray());
        Assert.Equal(content.AsSpan(s_page, s_page), second.AsSpan());
        second.Dispose();
        Assert.Equal(0, script.Calls.Count(static call => call.Operation == "unmap"));
        third.Dispose();
        Assert.Equal(script.HasMaps ? 1 : 0, script.Calls.Count(static call => call.Operation == "unmap"));
        Assert.Throws<ObjectDisposedException>(() => third.ToArray());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Share_AppendedToABuffer_IsPartOfItWithoutACopy(string backend)
    {
        byte[] content = SeededRandom.Create().NextBytes(100_000);
        using var buffer = new ChunkedBuffer();
        buffer.Append("head"u8);
        using (MappedFile map = MappedFile.Open(_folder.Write("file", content), On(backend)))
        {
            using BufferSlice all = map.Share();
            buffer.Append(all);
        }

        buffer.Append("tail"u8);
        Assert.Equal(100_008, buffer.Length);
        buffer.Skip(4);
        using BufferSlice middle = buffer.Take(100_000);
        Assert.Equal(content, middle.ToArray());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Share_FromManyThreadsWhileDisposing_IsAValidSliceOrRefused(string backend)
    {
        byte[] content = SeededRandom.Create().NextBytes(16 * s_page);
        string path = _folder.Write("file", content);
        for (int round = 0; round < 20; round++)
        {
            MappedFile map = MappedFile.Open(path, On(backend));
            using var start = new Barrier(5);
            Task[] users = [.. Enumerable.Range(0, 4).Select(user => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    for (int count = 0; count < 200; count++)
                    {
                        BufferSlice slice;
                        try
                        {
                            slice = map.Share(user * s_page, s_page);
                        }
                        catch (ObjectDisposedException)
                        {
                            return;
                        }

                        // The mapping may be disposed by now; the slice keeps it.
                        Assert.Equal(content[user * s_page], slice.AsSpan()[0]);
                        Assert.Equal(content[((user + 1) * s_page) - 1], slice.AsSpan()[^1]);
                        slice.Dispose();
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))];
            start.SignalAndWait();
            map.Dispose();
            await Task.WhenAll(users);
        }
    }

    [Fact]
    public void Share_MoreThanASpanCanShow_IsInChunks()
    {
        // A file of 5 GiB that takes three pages on the disk.
        string path = SparseFile((5 * GiB) + 10, (0, 1), ((2 * GiB) + 1, 2), ((4 * GiB) + 1, 3), ((5 * GiB) + 9, 4));
        using MappedFile map = MappedFile.Open(path);
        using BufferSlice all = map.Share();
        Assert.Equal((5 * GiB) + 10, all.Length);
        Assert.Equal(6, all.ChunkCount);
        (long Offset, byte Value)[] expected =
            [(0, 1), (1, 0), ((2 * GiB) + 1, 2), ((4 * GiB) + 1, 3), ((5 * GiB) + 8, 0), ((5 * GiB) + 9, 4)];
        foreach ((long offset, byte value) in expected)
        {
            using BufferSlice one = all.Slice(offset, 1);
            Assert.Equal(value, one.AsSpan()[0]);
            Assert.Equal(value, map.DangerousGetSpan(offset, 1)[0]);
            byte[] copy = new byte[1];
            Assert.Equal(1, map.CopyTo(copy, offset));
            Assert.Equal(value, copy[0]);
        }

        using BufferSlice crossing = map.Share((2 * GiB) - 1, 3);
        Assert.Equal([0, 0, 2], crossing.ToArray());
        Assert.Equal(2, crossing.ChunkCount);
        Assert.Equal([0, 0, 2], map.DangerousGetSpan((2 * GiB) - 1, 3).ToArray());
    }

    // Platform: needs a file that has holes without asking for them; elsewhere it takes a tebibyte.
    [Trait("Platform", "linux")]
    [Fact]
    public void Share_SparseFileOfOneTebibyte_TakesLittleMemory()
    {
        string path = SparseFile(1024 * GiB, ((1024 * GiB) - 1, 9));
        long before = GC.GetAllocatedBytesForCurrentThread();
        using MappedFile map = MappedFile.Open(path);
        using BufferSlice last = map.Share((1024 * GiB) - 4096, 4096);
        Assert.Equal(9, last.AsSpan()[^1]);
        using BufferSlice copy = map.ReadSlice(4096, (1024 * GiB) - 4096);
        Assert.Equal(9, copy.AsSpan()[^1]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024 * 1024);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 101)]
    [InlineData(100, 1)]
    [InlineData(101, 0)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(1, long.MaxValue)]
    public void Share_OutsideTheMapping_IsRefused(long offset, long length)
    {
        using MappedFile map = MappedFile.Open(_folder.Write("file", new byte[100]));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Share(offset, length));
        int part = (int)Math.Clamp(length, -1, int.MaxValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => map.DangerousGetSpan(offset, part));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Advise(MapAdvice.Normal, offset, length));
    }

    [Fact]
    public void ShareAndCopyTo_SteadyState_AllocateNothing()
    {
        using MappedFile map = MappedFile.Open(_folder.Write("file", new byte[10 * s_page]));
        byte[] copy = new byte[100];
        AllocationAssert.Flat(() =>
        {
            using BufferSlice slice = map.Share(s_page, 2 * s_page);
            _ = map.CopyTo(copy, 5000);
        });
    }

    [Fact]
    public async Task Dispose_SystemRefusesToUnmap_StaysCounted()
    {
        // In a process of its own, since this leaves a mapping behind.
        ChildProcessResult result = await ChildProcess.RunAsync(RefuseToUnmap);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("live 1, then 1", result.Output.Trim());
    }

    public static void RefuseToUnmap()
    {
        var backend = new ScriptedBackend(null, Fault.Fail(IoErrorKind.OutOfMemory, "unmap")) { HasMapsForced = true };
        var handle = new MapHandle(backend, 4096, 4096);
        long before = MapHandle.LiveCount;
        handle.Dispose();
        Console.WriteLine($"live {before}, then {MapHandle.LiveCount}");
    }

    [Fact]
    public async Task Finalizer_OfALostMapping_UnmapsOnlyWithoutSlices()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(LoseMappings);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("live 3, then 2, lost 2, slices 7 7", result.Output.Trim());
    }

    public static void LoseMappings()
    {
        using var folder = new TemporaryDirectory();
        string path = folder.Write("file", [7]);
        BufferSlice kept = LoseThree(path, out ReadOnlySpan<byte> raw);
        long before = MapHandle.LiveCount;
        for (int round = 0; round < 10 && MapHandle.LostCount < 2; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        // Of the slice that was lost, somebody still has a span: so its mapping stays.
        Console.WriteLine(
            $"live {before}, then {MapHandle.LiveCount}, lost {MapHandle.LostCount}, "
            + $"slices {kept.AsSpan()[0]} {raw[0]}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BufferSlice LoseThree(string path, out ReadOnlySpan<byte> raw)
    {
        _ = MappedFile.Open(path).Length;
        raw = MappedFile.Open(path).Share().AsSpan();
        return MappedFile.Open(path).Share();
    }

    private string SparseFile(long length, params (long Offset, byte Value)[] bytes)
    {
        string path = _folder.File("sparse");
        using FileStream stream = File.Create(path);
        stream.SetLength(length);
        foreach ((long offset, byte value) in bytes)
        {
            stream.Position = offset;
            stream.WriteByte(value);
        }

        return path;
    }
}
