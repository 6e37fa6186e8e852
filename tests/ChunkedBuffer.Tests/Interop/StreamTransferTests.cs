using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

public sealed class StreamTransferTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Fact]
    public async Task ReadFrom_ShortReads_AppendsWhatCame()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        using ScriptedStream source = new ScriptedStream().Gives("ab"u8.ToArray(), "c"u8.ToArray(), "def"u8.ToArray());
        Assert.Equal(2, buffer.ReadFrom(source));
        Assert.Equal(1, await buffer.ReadFromAsync(source));
        Assert.Equal(3, buffer.ReadFrom(source, 100));
        Assert.Equal(0, buffer.ReadFrom(source));
        Assert.Equal(0, await buffer.ReadFromAsync(source));
        Assert.Equal("abcdef", buffer.Text());
        Assert.False(buffer.HasOpenLease);
    }

    [Fact]
    public void ReadFrom_SizeHint_IsTheLeastRoomOffered()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        buffer.Append(new byte[4000]);
        using var source = new ScriptedStream();
        buffer.ReadFrom(source);
        buffer.ReadFrom(source, 100_000);
        Assert.True(source.ReadLengths[0] >= 1024);
        Assert.True(source.ReadLengths[1] >= 100_000);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.ReadFrom(source, -1));
    }

    [Fact]
    public async Task ReadAllFrom_LargeInput_ReadsToTheEnd()
    {
        byte[] input = new SeededRandom(1).NextBytes(300_000);
        using var buffer = new ChunkedBuffer(_factory.Pool);
        Assert.Equal(input.Length, buffer.ReadAllFrom(new MemoryStream(input)));
        Assert.Equal(input.Length, await buffer.ReadAllFromAsync(new MemoryStream(input)));
        byte[] expected = [.. input, .. input];
        Assert.Equal(expected, Encoding.Latin1.GetBytes(buffer.Text()));
    }

    [Fact]
    public async Task ReadFrom_StreamFails_AddsNothingAndClosesTheLease()
    {
        using ChunkedBuffer buffer = _factory.Chunks("before");
        var failure = new IOException("broken");
        using ScriptedStream source = new ScriptedStream().ReadFails(failure).ReadFails(failure);
        Assert.Same(failure, Assert.Throws<IOException>(() => buffer.ReadFrom(source)));
        Assert.Same(failure, await Assert.ThrowsAsync<IOException>(async () => await buffer.ReadFromAsync(source)));
        Assert.Equal("before", buffer.Text());
        Assert.False(buffer.HasOpenLease);
    }

    [Fact]
    public void ReadAllFrom_StreamFailsLater_KeepsWhatCame()
    {
        using var buffer = new ChunkedBuffer(_factory.Pool);
        using ScriptedStream source = new ScriptedStream().Gives("came"u8.ToArray()).ReadFails(new IOException());
        Assert.Throws<IOException>(() => buffer.ReadAllFrom(source));
        Assert.Equal("came", buffer.Text());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1 << 20)]
    public void ReadFrom_LyingStream_AddsNothing(int claimed)
    {
        using ChunkedBuffer buffer = _factory.Chunks("before");
        using var source = new LyingStream(claimed);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.ReadFrom(source));
        Assert.Equal("before", buffer.Text());
        Assert.False(buffer.HasOpenLease);
    }

    [Fact]
    public async Task ReadFromAsync_Cancelled_AddsNothing()
    {
        using ChunkedBuffer buffer = _factory.Chunks("before");
        using ScriptedStream source = new ScriptedStream().GivesLater(new TaskCompletionSource<byte[]>());
        using var cancellation = new CancellationTokenSource();
        Task<int> read = buffer.ReadFromAsync(source, 0, cancellation.Token).AsTask();
        Assert.False(read.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Equal("before", buffer.Text());
        Assert.False(buffer.HasOpenLease);
    }

    [Fact]
    public async Task ReadFromAsync_BufferDisposedMeanwhile_KeepsTheBlockUntilTheStreamIsDone()
    {
        var buffer = new ChunkedBuffer(_factory.Pool);
        var piece = new TaskCompletionSource<byte[]>();
        using ScriptedStream source = new ScriptedStream().GivesLater(piece);
        Task<int> read = buffer.ReadFromAsync(source).AsTask();
        buffer.Dispose();
        Assert.Equal(1, _factory.Pool.GetStatistics().RentedBlocks);
        piece.SetResult("late"u8.ToArray());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
        Assert.Equal(0, _factory.Pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void ReadFrom_OpenLeaseOrDisposed_Throws()
    {
        var buffer = new ChunkedBuffer(_factory.Pool);
        buffer.GetSpan(1);
        Assert.Throws<InvalidOperationException>(() => buffer.ReadFrom(Stream.Null));
        Assert.Throws<InvalidOperationException>(() => { _ = buffer.ReadFromAsync(Stream.Null).AsTask(); });
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.ReadFrom(Stream.Null));
        Assert.Throws<ObjectDisposedException>(() => buffer.WriteTo(Stream.Null));
        Assert.Throws<ObjectDisposedException>(() => { _ = buffer.WriteToAsync(Stream.Null).AsTask(); });
        Assert.Throws<ArgumentNullException>(() => buffer.ReadFrom(null!));
        Assert.Throws<ArgumentNullException>(() => buffer.WriteTo(null!));
    }

    [Fact]
    public async Task WriteTo_AnySplit_WritesAllAndConsumes()
    {
        byte[] input = "abcdefg"u8.ToArray();
        foreach (byte[][] split in Chunkings.All(input))
        {
            using ChunkedBuffer buffer = _factory.Chunks([.. split, .. split]);
            using BufferSlice half = buffer.Take(input.Length);
            var target = new MemoryStream();
            Assert.Equal(input.Length, buffer.WriteTo(target));
            buffer.Append(half);
            Assert.Equal(input.Length, await buffer.WriteToAsync(target));
            half.CopyTo(target);
            await half.CopyToAsync(target);
            Assert.True(buffer.IsEmpty);
            byte[] expected = [.. input, .. input, .. input, .. input];
            Assert.Equal(expected, target.ToArray());
        }
    }

    [Fact]
    public void WriteTo_StreamFails_ConsumesWhatWasWritten()
    {
        using ChunkedBuffer buffer = _factory.Chunks("one", "two", "three");
        using ScriptedStream target = new ScriptedStream().WriteSucceeds().WriteFails(new IOException());
        Assert.Throws<IOException>(() => buffer.WriteTo(target));
        Assert.Equal("twothree", buffer.Text());
        Assert.Equal(8, buffer.WriteTo(target));
        Assert.Equal("onetwothree", Encoding.Latin1.GetString(target.Written.ToArray()));
    }

    [Fact]
    public async Task WriteToAsync_FailsOrIsCancelled_ConsumesWhatWasWritten()
    {
        using ChunkedBuffer buffer = _factory.Chunks("one", "two", "three");
        using var cancellation = new CancellationTokenSource();
        using ScriptedStream target = new ScriptedStream()
            .WriteSucceeds().WriteFails(new IOException()).WritesLater(new TaskCompletionSource().Task);
        await Assert.ThrowsAsync<IOException>(async () => await buffer.WriteToAsync(target));
        Assert.Equal("twothree", buffer.Text());
        Task<long> write = buffer.WriteToAsync(target, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        Assert.Equal("twothree", buffer.Text());
        Assert.Equal(8, await buffer.WriteToAsync(target));
        Assert.Equal("onetwothree", Encoding.Latin1.GetString(target.Written.ToArray()));
    }

    [Fact]
    public async Task WriteToAsync_BufferDisposedMeanwhile_KeepsTheBlockUntilTheStreamIsDone()
    {
        ChunkedBuffer buffer = _factory.Chunks("one", "two");
        var gate = new TaskCompletionSource();
        using ScriptedStream target = new ScriptedStream().WritesLater(gate.Task);
        Task<long> write = buffer.WriteToAsync(target).AsTask();
        buffer.Dispose();
        Assert.Equal(1, _factory.Pool.GetStatistics().RentedBlocks);
        gate.SetResult();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => write);
        Assert.Equal("one", Encoding.Latin1.GetString(target.Written.ToArray()));
    }

    [Fact]
    public void WriteTo_ItsOwnStream_EndsAfterOneRound()
    {
        using ChunkedBuffer buffer = _factory.Chunks("one", "two");
        using Stream own = buffer.AsStream(leaveOpen: true);
        Assert.Equal(6, buffer.WriteTo(own));
        Assert.Equal("onetwo", buffer.Text());
    }

    [Fact]
    public async Task CopyToAsync_SliceDisposedMeanwhile_KeepsTheBytes()
    {
        BufferSlice slice = _factory.SliceOf("one", "two");
        var gate = new TaskCompletionSource();
        using ScriptedStream target = new ScriptedStream().WritesLater(gate.Task);
        Task copy = slice.CopyToAsync(target).AsTask();
        slice.Dispose();
        gate.SetResult();
        await copy;
        Assert.Equal("onetwo", Encoding.Latin1.GetString(target.Written.ToArray()));
    }

    [Fact]
    public void Transfers_Repeated_AllocateNothing()
    {
        using var pool = new BlockPool(new BlockPoolOptions { Mode = BlockPoolMode.Default });
        using var buffer = new ChunkedBuffer(pool);
        var source = new MemoryStream(new byte[20_000]);
        var target = new MemoryStream(20_000);
        AsyncAllocations.Flat(
            () =>
            {
                source.Position = 0;
                target.Position = 0;
                Completed.Same(20_000, buffer.ReadAllFrom(source));
                using BufferSlice all = buffer.Peek(-1);
                all.CopyTo(target);
                Completed.Now(all.CopyToAsync(Stream.Null));
                target.Position = 0;
                Completed.Same(20_000, buffer.WriteTo(target));
                source.Position = 0;
                Completed.Same(20_000, Completed.Now(buffer.ReadAllFromAsync(source)));
                Completed.Same(20_000, Completed.Now(buffer.WriteToAsync(Stream.Null)));
            },
            2_000);
    }

    /// <summary>Says that it read as many bytes as it likes.</summary>
    private sealed class LyingStream(int claimed) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => 0;

        public override long Position { get; set; }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => claimed;

        public override int Read(Span<byte> buffer) => claimed;

        public override long Seek(long offset, SeekOrigin origin) => 0;

        public override void SetLength(long value)
        {
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
        }
    }
}
