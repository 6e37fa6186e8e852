using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed partial class BufferSliceTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void Size_OnThisPlatform_Is24Bytes() =>
        Assert.Equal(24, System.Runtime.CompilerServices.Unsafe.SizeOf<BufferSlice>());

    [Fact]
    public void Default_AnyMember_IsEmptyAndHoldsNothing()
    {
        BufferSlice slice = default;
        slice.Dispose();
        slice.Dispose();
        Assert.True(slice.IsEmpty);
        Assert.Equal(0, slice.Length);
        Assert.Equal(0, slice.ChunkCount);
        Assert.Equal(0, slice.RetainedBytes);
        Assert.True(slice.IsUnique);
        Assert.True(slice.AsSpan().IsEmpty);
        Assert.True(slice.AsMemory().IsEmpty);
        Assert.True(slice.FirstSpan.IsEmpty);
        Assert.True(slice.TryGetSpan(out _));
        Assert.True(slice.Share().IsEmpty);
        Assert.True(slice.Slice(0).IsEmpty);
        Assert.True(slice.Detach().IsEmpty);
        Assert.True(slice.ToContiguous().IsEmpty);
        Assert.True(BufferSlice.CopyFrom(default).IsEmpty);
        Assert.True(BufferSlice.Concat().IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Slice(0, 1));
    }

    [Fact]
    public void Slice_EmptyPart_HoldsNoReference()
    {
        BufferSlice slice = _factory.Slice("abc");
        BufferSlice none = slice.Slice(1, 0);
        Assert.True(slice.IsUnique);
        slice.Dispose();
        Assert.True(none.IsEmpty);
    }

    [Fact]
    public void Use_AfterDisposeAndRentByOthers_Throws()
    {
        BufferSlice slice = _factory.Slice("mine");
        BufferSlice copy = slice;
        slice.Dispose();
        using BufferSlice other = _factory.Slice("theirs");
        Assert.Throws<ObjectDisposedException>(() => copy.AsSpan().Length);
        Assert.Throws<ObjectDisposedException>(() => copy.AsMemory());
        Assert.Throws<ObjectDisposedException>(() => copy.Share());
        Assert.Throws<ObjectDisposedException>(() => copy.Slice(1, 2));
        Assert.Throws<ObjectDisposedException>(() => copy.Detach());
        Assert.Throws<ObjectDisposedException>(() => copy.TryGetSpan(out _));
        Assert.Throws<ObjectDisposedException>(() => copy.TryGetWritableSpan(out _));
        Assert.Throws<ObjectDisposedException>(() => copy.IsUnique);
        Assert.Throws<ObjectDisposedException>(() => copy.RetainedBytes);
        Assert.Throws<ObjectDisposedException>(() => copy.Dispose());
        Assert.Throws<ObjectDisposedException>(() => BufferSlice.Concat(other, copy));
        Assert.Equal("theirs", other.Text());
        Assert.True(other.IsUnique);
        Assert.Contains(_factory.TakeMisuses(), misuse => misuse.Kind == BlockMisuseKind.DoubleDispose);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("ab", "cd")]
    public void TryShare_HeldAndStaleHandle_SharesOrSaysSo(params string[] parts)
    {
        BufferSlice slice = _factory.SliceOf(parts);
        Assert.True(slice.TryShare(out BufferSlice other));
        Assert.False(slice.IsUnique);
        slice.Dispose();
        Assert.Equal(string.Concat(parts), other.Text());
        other.Dispose();
        using BufferSlice next = _factory.SliceOf(parts);
        Assert.False(slice.TryShare(out BufferSlice none));
        Assert.True(none.IsEmpty);
        Assert.True(next.IsUnique);
        Assert.Empty(_factory.TakeMisuses());
    }

    [Fact]
    public void TryShare_DisposedHandleOfHeldBytes_SharesThem()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        BufferSlice slice = BufferSlice.CopyFrom("held"u8, pool);
        using BufferSlice holder = slice.Share();
        slice.Dispose();
        Assert.True(slice.TryShare(out BufferSlice other));
        Assert.Equal("held", other.Text());
        other.Dispose();
        Assert.True(holder.IsUnique);
    }

    [Fact]
    public void TryShare_EmptySlice_IsEmpty()
    {
        Assert.True(default(BufferSlice).TryShare(out BufferSlice other));
        Assert.True(other.IsEmpty);
    }

    [Theory]
    [InlineData(BlockPoolMode.Default)]
    [InlineData(BlockPoolMode.Checked)]
    public async Task TryShare_WhileAnotherThreadReplacesTheSlice_SeesOneVersionWhole(BlockPoolMode mode)
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = mode });
        var published = new PublishedSlice(BufferSlice.CopyFrom(new byte[64], pool));
        bool isOver = false;
        int shared = 0;
        Task reader = Task.Run(() =>
        {
            while (!Volatile.Read(ref isOver) || shared == 0)
            {
                if (published.Read().TryShare(out BufferSlice bytes))
                {
                    using (bytes)
                    {
                        Assert.Equal(64, bytes.AsSpan().Count(bytes.AsSpan()[0]));
                    }

                    shared++;
                }
            }
        });
        for (int version = 1; version < 20_000; version++)
        {
            var content = new byte[64];
            Array.Fill(content, (byte)version);
            published.Replace(BufferSlice.CopyFrom(content, pool)).Dispose();
        }

        Volatile.Write(ref isOver, true);
        await reader.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        published.Read().Dispose();
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void UseOfList_AfterDispose_Throws()
    {
        BufferSlice slice = _factory.SliceOf("ab", "cd");
        slice.Dispose();
        using BufferSlice other = _factory.SliceOf("ef", "gh");
        Assert.Throws<ObjectDisposedException>(() => slice.Length);
        Assert.Throws<ObjectDisposedException>(() => slice.ChunkCount);
        Assert.Throws<ObjectDisposedException>(() => slice.FirstSpan.Length);
        Assert.Throws<ObjectDisposedException>(() => slice.Share());
        Assert.Throws<ObjectDisposedException>(() => slice.Slice(1, 2));
        Assert.Throws<ObjectDisposedException>(() => slice.Dispose());
        Assert.Equal("efgh", other.Text());
    }

    [Fact]
    public void Dispose_OfACopyWhileOthersHoldTheBlock_IsFoundInCheckedMode()
    {
        BufferSlice slice = _factory.Slice("shared");
        using BufferSlice other = slice.Share();
        BufferSlice copy = slice;
        slice.Dispose();
        Assert.Throws<ObjectDisposedException>(() => copy.Dispose());
        Assert.Equal("shared", other.Text());
        Assert.True(other.IsUnique);
        Assert.Equal(BlockMisuseKind.DoubleDispose, Assert.Single(_factory.TakeMisuses()).Kind);
    }

    [Fact]
    public void DisposeOfAList_ForeignChunkFirst_IsBookedAllTheSame()
    {
        using BufferSlice foreign = BufferSlice.FromExternal("foreign"u8.ToArray());
        using BufferSlice pooled = _factory.Slice("pooled");
        BufferSlice list = BufferSlice.Concat(foreign, pooled);
        using BufferSlice other = list.Share();
        BufferSlice copy = list;
        list.Dispose();
        Assert.Throws<ObjectDisposedException>(() => copy.Dispose());
        Assert.Equal("foreignpooled", other.Text());
        Assert.Equal(BlockMisuseKind.DoubleDispose, Assert.Single(_factory.TakeMisuses()).Kind);
    }

    [Fact]
    public void Dispose_OfACopyInDefaultMode_NeverFreesTwice()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        BufferSlice slice = BufferSlice.CopyFrom("shared"u8, pool);
        BufferSlice other = slice.Share();
        BufferSlice copy = slice;
        slice.Dispose();
        copy.Dispose();
        Assert.Throws<ObjectDisposedException>(() => other.AsSpan().Length);
        Assert.Throws<ObjectDisposedException>(() => other.Dispose());
        using BufferSlice first = BufferSlice.CopyFrom("first"u8, pool);
        using BufferSlice second = BufferSlice.CopyFrom("second"u8, pool);
        Assert.Equal("first", first.Text());
        Assert.Equal("second", second.Text());
    }

    [Fact]
    public void Slice_OutOfRange_ThrowsWithBothNumbers()
    {
        using BufferSlice slice = _factory.Slice("abcdef");
        using BufferSlice list = _factory.SliceOf("abc", "def");
        foreach (BufferSlice each in new[] { slice, list })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => each.Slice(7));
            Assert.Throws<ArgumentOutOfRangeException>(() => each.Slice(-1));
            Assert.Throws<ArgumentOutOfRangeException>(() => each.Slice(3, 4));
            Assert.Throws<ArgumentOutOfRangeException>(() => each.Slice(3, -1));
            Assert.Throws<ArgumentOutOfRangeException>(() => each.Slice(3, long.MaxValue));
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => each.Slice(4, 5));
            Assert.Contains("5 bytes from 4", error.Message, StringComparison.Ordinal);
            Assert.Contains("6 bytes", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Slice_EveryRangeOfAList_SharesTheRightBytes()
    {
        using BufferSlice list = _factory.SliceOf("ab", "c", "def");
        for (int start = 0; start <= 6; start++)
        {
            for (int length = 0; length <= 6 - start; length++)
            {
                Assert.Equal("abcdef".Substring(start, length), list.Slice(start, length).TakeText());
            }
        }
    }

    [Fact]
    public void Concat_Neighbours_BecomeOneChunkAgain()
    {
        using BufferSlice whole = _factory.Slice("hello world");
        using BufferSlice left = whole.Slice(0, 5);
        using BufferSlice right = whole.Slice(5);
        using BufferSlice joined = BufferSlice.Concat(left, right);
        using BufferSlice swapped = BufferSlice.Concat(right, left);
        Assert.Equal(1, joined.ChunkCount);
        Assert.Equal("hello world", joined.Text());
        Assert.Equal(2, swapped.ChunkCount);
        Assert.Equal(" worldhello", swapped.Text());
        Assert.Equal("hello", left.Text());
    }

    [Fact]
    public void IsUnique_FalseAfterShare_TrueAfterDispose()
    {
        using BufferSlice slice = _factory.Slice("abc");
        Assert.True(slice.IsUnique);
        BufferSlice other = slice.Share();
        Assert.False(slice.IsUnique);
        other.Dispose();
        Assert.True(slice.IsUnique);
        using BufferSlice list = _factory.SliceOf("abc", "def");
        Assert.True(list.IsUnique);
        BufferSlice part = list.Slice(1, 1);
        Assert.False(list.IsUnique);
        part.Dispose();
        Assert.True(list.IsUnique);
    }

    [Fact]
    public void TryGetWritableSpan_SharedOrForeign_IsRefused()
    {
        using BufferSlice slice = _factory.Slice("abc");
        Assert.True(slice.TryGetWritableSpan(out Span<byte> span));
        span[0] = (byte)'X';
        BufferSlice other = slice.Share();
        Assert.False(slice.TryGetWritableSpan(out _));
        BufferSlice mine = other.Detach(_factory.Pool);
        Assert.True(mine.TryGetWritableSpan(out span));
        span[1] = (byte)'Y';
        Assert.Equal("Xbc", slice.Text());
        Assert.Equal("XYc", mine.TakeText());
        using BufferSlice foreign = BufferSlice.FromExternal(new byte[3]);
        Assert.False(foreign.TryGetWritableSpan(out _));
    }

    [Fact]
    public void Detach_SmallPartOfALargeBlock_LetsTheBlockGo()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool, new ChunkedBufferOptions { ChunkLengthMin = 65536 });
        buffer.Append("0123456789"u8);
        BufferSlice small = buffer.Take(4);
        Assert.Equal(65536, small.RetainedBytes);
        small = small.Detach(_factory.Pool);
        Assert.Equal(512, small.RetainedBytes);
        Assert.Equal("0123", small.TakeText());
    }

    [Fact]
    public void ToContiguous_List_CopiesAndLeavesTheListAlone()
    {
        using BufferSlice list = _factory.SliceOf("abc", "def");
        Assert.Throws<InvalidOperationException>(() => list.AsSpan().Length);
        Assert.Throws<InvalidOperationException>(() => list.AsMemory());
        Assert.False(list.TryGetSpan(out _));
        using BufferSlice one = list.ToContiguous(_factory.Pool);
        using BufferSlice same = one.ToContiguous(_factory.Pool);
        Assert.Equal("abcdef", one.Text());
        Assert.False(one.IsUnique);
        Assert.Equal("abc", System.Text.Encoding.ASCII.GetString(list.FirstSpan));
    }

    [Fact]
    public void AsMemory_Pinned_KeepsTheBlockFromBeingReused()
    {
        BufferSlice slice = _factory.Slice("in flight");
        ReadOnlyMemory<byte> memory = slice.AsMemory();
        using (memory.Pin())
        {
            slice.Dispose();
            Assert.Equal(1, _factory.Pool.GetStatistics().RentedBlocks);
            Assert.Equal((byte)'i', memory.Span[0]);
        }

        Assert.Equal(0, _factory.Pool.GetStatistics().RentedBlocks);
        Assert.Throws<ObjectDisposedException>(() => memory.Span[0]);
    }

    [Fact]
    public async Task ShareAndDispose_FromManyThreads_EndsWithOneReference()
    {
        using BufferSlice slice = _factory.Slice("many readers");
        using BufferSlice list = _factory.SliceOf("many ", "readers");
        var tasks = new Task[8];
        for (int index = 0; index < tasks.Length; index++)
        {
            tasks[index] = Task.Run(() =>
            {
                for (int round = 0; round < 1000; round++)
                {
                    using BufferSlice mine = slice.Share();
                    using BufferSlice part = mine.Slice(round % 5, 3);
                    using BufferSlice both = list.Share();
                    using BufferSlice cut = both.Slice(3, 4);
                    Assert.Equal("y re", cut.Text());
                    Assert.Equal("many readers".Substring(round % 5, 3), part.Text());
                }
            });
        }

        await Task.WhenAll(tasks);
        Assert.True(slice.IsUnique);
        Assert.True(list.IsUnique);
        Assert.Equal("many readers", slice.Text());
    }

    /// <summary>A slice that one thread replaces and others read: a box, so that none is read in halves.</summary>
    private sealed class PublishedSlice(BufferSlice first)
    {
        private Box _box = new(first);

        public BufferSlice Read() => Volatile.Read(ref _box).Slice;

        public BufferSlice Replace(BufferSlice next) => Interlocked.Exchange(ref _box, new Box(next)).Slice;

        private sealed record Box(BufferSlice Slice);
    }
}
