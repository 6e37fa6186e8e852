using System;
using System.Buffers;
using System.Runtime.InteropServices;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed class SlabSourceTests
{
    [Theory]
    [InlineData(4096, 4096)]
    [InlineData(2 * 1024 * 1024, 2 * 1024 * 1024)]
    public void AllocateChecked_DefaultSource_IsAlignedAndWritable(int length, int alignment)
    {
        MemoryManager<byte> region = SlabSource.Default.AllocateChecked(length, alignment);
        using IDisposable owner = region;
        Assert.Equal(length, region.GetSpan().Length);
        region.GetSpan().Fill(0xEE);
        Assert.Equal(0, MemoryAddress.Of(region.GetSpan()) % alignment);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4096, 4096)]
    [InlineData(2 * 1024 * 1024, 2 * 1024 * 1024)]
    public void AllocateChecked_PinnedArrays_IsAlignedAndPartOfAnArray(int length, int alignment)
    {
        MemoryManager<byte> region = SlabSource.PinnedArrays.AllocateChecked(length, alignment);
        using IDisposable owner = region;
        Assert.Equal(0, MemoryAddress.Of(region.GetSpan()) % alignment);
        Assert.True(MemoryMarshal.TryGetArray(region.Memory, out ArraySegment<byte> segment));
        segment.AsSpan().Fill(0xEE);
        Assert.Equal(length, region.GetSpan().Length);
        Assert.Equal(-1, region.GetSpan().IndexOfAnyExcept((byte)0xEE));
        Assert.True(region.GetSpan().Overlaps(segment, out int offset) && offset == 0);
    }

    [Fact]
    public void Allocate_PinnedArraysLongerThanAnArrayCanBe_IsOutOfMemory()
    {
        Assert.Throws<OutOfMemoryException>(() => SlabSource.PinnedArrays.Allocate(int.MaxValue, 4096));
    }

    [Fact]
    public void AllocateChecked_SourceGivesTooLittle_ThrowsAndGivesItBack()
    {
        LyingSource source = new(static (length, _) => GuardedMemory.Allocate(length - 1));
        InvalidOperationException exception =
            Assert.Throws<InvalidOperationException>(() => source.AllocateChecked(4096, 4096));
        Assert.Contains("4095", exception.Message, StringComparison.Ordinal);
        Assert.Contains("4096", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => source.Last!.GetSpan().Length);
    }

    [Fact]
    public void AllocateChecked_SourceGivesUnaligned_ThrowsAndGivesItBack()
    {
        LyingSource source = new(static (length, _) => GuardedMemory.Allocate(length + 1));
        Assert.Throws<InvalidOperationException>(() => source.AllocateChecked(4096, 4096));
        Assert.Throws<ObjectDisposedException>(() => source.Last!.GetSpan().Length);
    }

    [Fact]
    public void AllocateChecked_SourceGivesNull_Throws()
    {
        LyingSource source = new(static (_, _) => null!);
        InvalidOperationException exception =
            Assert.Throws<InvalidOperationException>(() => source.AllocateChecked(4096, 4096));
        Assert.Contains("null", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AllocateGuarded_SourceWithoutGuard_SaysWhatToDo()
    {
        LyingSource source = new(static (length, _) => GuardedMemory.Allocate(length));
        Assert.False(source.SupportsGuard);
        NotSupportedException exception = Assert.Throws<NotSupportedException>(() => source.AllocateGuarded(1));
        Assert.Contains("SupportsGuard", exception.Message, StringComparison.Ordinal);
        using GuardedMemory region = GuardedMemory.Allocate(1);
        Assert.Throws<NotSupportedException>(() => source.Seal(region));
    }

    [Fact]
    public void Default_Null_ThrowsAndStays()
    {
        SlabSource before = SlabSource.Default;
        Assert.Throws<ArgumentNullException>(() => SlabSource.Default = null!);
        Assert.Same(before, SlabSource.Default);
    }

    private sealed class LyingSource(Func<int, int, GuardedMemory> allocate) : SlabSource
    {
        public GuardedMemory? Last { get; private set; }

        protected internal override MemoryManager<byte> Allocate(int lengthBytes, int alignmentBytes) =>
            Last = allocate(lengthBytes, alignmentBytes);
    }
}
