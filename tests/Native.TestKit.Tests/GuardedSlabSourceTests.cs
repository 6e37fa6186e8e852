using System;
using System.Threading.Tasks;
using ChunkedBuffers;
using Xunit;

namespace Native.TestKit.Tests;

public sealed class GuardedSlabSourceTests
{
    [Fact]
    public void Allocate_ForAPool_ServesItsBlocks()
    {
        GuardedSlabSource source = new();
        using TrackingBlockPool tracking = new(new BlockPoolOptions { SlabSource = source });
        using BufferSlice slice = BufferSlice.CopyFrom("some bytes"u8, tracking.Pool);
        Assert.Equal("some bytes"u8, slice.AsSpan());
        Assert.Equal(1, source.AllocatedRegions);
    }

    [Fact]
    public void FailAfter_NoAllocationLeft_RentThrowsOutOfMemory()
    {
        GuardedSlabSource source = new();
        source.FailAfter(0);
        using TrackingBlockPool tracking = new(new BlockPoolOptions { SlabSource = source });
        _ = Assert.ThrowsAny<OutOfMemoryException>(() => BufferSlice.CopyFrom("a"u8, tracking.Pool).Dispose());
        source.FailAfter(long.MaxValue);
        BufferSlice.CopyFrom("a"u8, tracking.Pool).Dispose();
    }

    [Fact]
    public async Task AllocateGuarded_ReadBehindABlock_EndsTheProcess()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(ReadBehindABlock);
        Assert.True(result.Crashed, $"exit code {result.ExitCode}: {result.Output} {result.Error}");
        Assert.Contains("rented", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("survived", result.Output, StringComparison.Ordinal);
    }

    private static void ReadBehindABlock()
    {
        BlockPoolOptions options = new() { SlabSource = new GuardedSlabSource(), Mode = BlockPoolMode.Guarded };
        using BlockPool pool = new(options);
        using BlockLease lease = pool.RentBlock(4096);
        Span<byte> span = lease.Span;
        Console.WriteLine($"rented {span.Length} {span[^1]}");
        ref byte behind = ref System.Runtime.CompilerServices.Unsafe.Add(ref span[^1], 1);
        Console.WriteLine($"survived {behind}");
    }
}
