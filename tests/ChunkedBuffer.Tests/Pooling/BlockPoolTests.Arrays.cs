using System;
using System.Buffers;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Pooling;

/// <content>Blocks that are parts of arrays, for code that takes nothing else.</content>
public sealed partial class BlockPoolTests
{
    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    [InlineData(262_144)]
    [InlineData(1_000_000)]
    public void Rent_FromPinnedArrays_IsTheRightPartOfAnArray(int length)
    {
        using var pool = new TrackingBlockPool(new BlockPoolOptions { SlabSource = SlabSource.PinnedArrays });
        List<IMemoryOwner<byte>> owners = [];
        for (int count = 0; count < 9; count++)
        {
            owners.Add(pool.Pool.Rent(length));
        }

        foreach (IMemoryOwner<byte> owner in owners)
        {
            Memory<byte> part = owner.Memory[3..^1];
            Assert.True(MemoryMarshal.TryGetArray<byte>(part, out ArraySegment<byte> segment));
            Assert.Equal(part.Length, segment.Count);
            Assert.True(part.Span.Overlaps(segment, out int offset) && offset == 0);
        }

        owners.ForEach(static owner => owner.Dispose());
        pool.Pool.Trim();
        Assert.Equal(0, pool.Pool.GetStatistics().RetainedBytes);
    }

    [Fact]
    public void Rent_FromNativeMemory_IsNoArray()
    {
        using var pool = new TrackingBlockPool(new BlockPoolOptions { SlabSource = new ScriptedSlabSource() });
        using IMemoryOwner<byte> owner = pool.Pool.Rent(4096);
        Assert.False(MemoryMarshal.TryGetArray<byte>(owner.Memory, out _));
    }

    [Fact]
    public void ArrayOfABlock_AfterItsRelease_IsRefused()
    {
        using var pool = new TrackingBlockPool(new BlockPoolOptions { SlabSource = SlabSource.PinnedArrays });
        IMemoryOwner<byte> owner = pool.Pool.Rent(4096);
        Memory<byte> memory = owner.Memory;
        owner.Dispose();
        Assert.Throws<ObjectDisposedException>(() => MemoryMarshal.TryGetArray<byte>(memory, out _));
    }
}
