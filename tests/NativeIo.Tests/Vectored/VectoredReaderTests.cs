using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class VectoredReaderTests : IDisposable
{
    /// <summary>The system's own backend, whichever the process was told to use.</summary>
    private static FileBackend Native { get; } = PlatformSelector.Create(PlatformSelector.Available[0]);

    private readonly TemporaryDirectory _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadFull_ShortAtEveryByteAndInterrupted_GivesEveryByteOnce()
    {
        byte[] content = SeededRandom.Create().NextBytes(300);
        string path = _folder.Write("file", content);
        for (int shortLength = 1; shortLength <= content.Length; shortLength++)
        {
            var backend = new ScriptedBackend(
                Native,
                Fault.Fail(IoErrorKind.Interrupted, "read-vectored"),
                Fault.Short(shortLength, "read-vectored"));
            using NativeFile file = Open(path, backend);
            Memory<byte>[] pieces = Memories(0, 3, 100, 0, 1, 190, 0, 20);
            Assert.Equal(300, file.ReadFull(pieces, 0));
            Assert.Equal(content, Joined(pieces)[..300]);
            Assert.Equal(0, backend.FaultsLeft);
        }
    }

    // Platform: vectored calls for plain files.
    [Trait("Platform", "linux")]
    [Fact]
    public void Read_OneTransfer_GivesWhatItGives()
    {
        byte[] content = SeededRandom.Create().NextBytes(300);
        var backend = new ScriptedBackend(Native, Fault.None, Fault.Short(120, "read-vectored"));
        using NativeFile file = Open(_folder.Write("file", content), backend);
        Memory<byte>[] pieces = Memories(100, 100, 200);
        Assert.Equal(120, file.Read(pieces, 0));
        Assert.Equal(content[..120], Joined(pieces)[..120]);
        Assert.Equal(50, file.Read(pieces, 250));
        Assert.Equal(0, file.Read(pieces, 300));
        Assert.Equal(0, file.Read(Memories(), 0));
        Assert.Equal(0, file.Read(Memories(0, 0), 0));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(IoErrorKind.NotSupported)]
    [InlineData(IoErrorKind.AccessDenied)]
    public void ReadFull_NoVectoredCalls_ReadsPieceByPiece(IoErrorKind? refusal)
    {
        byte[] content = SeededRandom.Create().NextBytes(300);
        var backend = new ScriptedBackend(Native)
        {
            VectorCountMaxForced = refusal is null ? 1 : null,
            Always = refusal is { } kind ? Fault.Fail(kind, "read-vectored") : Fault.None,
        };
        using NativeFile file = Open(_folder.Write("file", content), backend);
        for (int round = 0; round < 2; round++)
        {
            Memory<byte>[] pieces = Memories(10, 0, 200, 500);
            Assert.Equal(300, file.ReadFull(pieces, 0));
            Assert.Equal(content, Joined(pieces)[..300]);
        }

        Assert.Equal(refusal is null ? 0 : 1, backend.Calls.Count(static call => call.Operation == "read-vectored"));
    }

    [Fact]
    public void ReadFull_ThousandsOfPieces_FillsThemInOrder()
    {
        byte[] content = SeededRandom.Create().NextBytes(20_000);
        using NativeFile file = Open(_folder.Write("file", content), null);
        Memory<byte>[] pieces = Memories([.. Enumerable.Repeat(7, 2500)]);
        Assert.Equal(17_500, file.ReadFull(pieces, 1));
        Assert.Equal(content[1..17_501], Joined(pieces));
    }

    [Fact]
    public void ReadFull_MoreBytesThanOneCallTakes_IsSplit()
    {
        byte[] piece = GC.AllocateUninitializedArray<byte>(4 * 1024 * 1024);
        piece.AsSpan().Fill(0xEE);
        Memory<byte>[] pieces = [.. Enumerable.Repeat<Memory<byte>>(piece, 1030)];
        var backend = new ScriptedBackend(Native);
        using NativeFile file = Open("/dev/zero", backend);
        Assert.Equal(4L * 1024 * 1024 * 1030, file.ReadFull(pieces, NativeFile.AtPosition));
        Assert.Equal(-1, piece.AsSpan().IndexOfAnyExcept((byte)0));
        long[] lengths = [.. backend.Calls.Where(static call => call.Operation.StartsWith("read")).Select(
            static call => call.Length)];
        Assert.All(lengths, static length => Assert.InRange(length, 1, 0x7ffff000));
        Assert.Contains(0x7ffff000, lengths);
    }

    [Fact]
    public async Task ReadFullAsync_List_GivesTheSame()
    {
        byte[] content = SeededRandom.Create().NextBytes(300);
        await using NativeFile file = Open(_folder.Write("file", content), null);
        Memory<byte>[] pieces = Memories(10, 90, 300);
        Assert.Equal(300, await file.ReadFullAsync(pieces, 0, Cancellation));
        Assert.Equal(content, Joined(pieces)[..300]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await file.ReadFullAsync(pieces, 0, new CancellationToken(canceled: true)));
    }

    // Platform: vectored calls for plain files.
    [Trait("Platform", "linux")]
    [Fact]
    public void ReadFull_FailureAfterProgress_SaysHowFarItCame()
    {
        byte[] content = SeededRandom.Create().NextBytes(300);
        var backend = new ScriptedBackend(
            Native,
            Fault.None,
            Fault.Short(120, "read-vectored"),
            Fault.Fail(IoErrorKind.DeviceFault, "read-vectored"));
        using NativeFile file = Open(_folder.Write("file", content), backend);
        Memory<byte>[] pieces = Memories(100, 100, 100);
        NativeIoException error = Assert.Throws<NativeIoException>(() => file.ReadFull(pieces, 0));
        Assert.Equal(IoErrorKind.DeviceFault, error.Kind);
        Assert.Equal(120, error.BytesTransferred);
        Assert.Equal(content[..120], Joined(pieces)[..120]);
    }

    [Fact]
    public void ReadFullInto_CountsAroundTheLength_ReadsExactlyThat()
    {
        byte[] content = SeededRandom.Create().NextBytes(200_000);
        string path = _folder.Write("file", content);
        foreach (long count in (long[])[0, 1, 4095, 4096, 4097, 199_999, 200_000, 200_001, 9_000_000])
        {
            foreach (int shortLength in (int[])[777, 60_000, int.MaxValue])
            {
                using var pool = new TrackingBlockPool();
                var backend = new ScriptedBackend(Native) { Always = Fault.Short(shortLength) };
                using NativeFile file = Open(path, backend);
                using var buffer = new ChunkedBuffer(pool.Pool);
                buffer.Append("ab"u8);
                long expected = Math.Min(count, content.Length);
                Assert.Equal(expected, file.ReadFullInto(buffer, count, 0));
                Assert.False(buffer.HasOpenLease);
                Assert.Equal([.. "ab"u8, .. content[..(int)expected]], buffer.ToArray());
            }
        }
    }

    // Platform: vectored calls for plain files.
    [Trait("Platform", "linux")]
    [Fact]
    public void ReadFullInto_FailureAfterProgress_LeavesTheBytesInTheBuffer()
    {
        byte[] content = SeededRandom.Create().NextBytes(200_000);
        var backend = new ScriptedBackend(
            Native,
            Fault.None,
            Fault.Short(70_000, "read-vectored"),
            Fault.Fail(IoErrorKind.DeviceFault, "read-vectored"));
        using NativeFile file = Open(_folder.Write("file", content), backend);
        using var buffer = new ChunkedBuffer();
        NativeIoException error = Assert.Throws<NativeIoException>(() => file.ReadFullInto(buffer, 200_000, 0));
        Assert.Equal(70_000, error.BytesTransferred);
        Assert.Equal(content[..70_000], buffer.ToArray());
        Assert.False(buffer.HasOpenLease);
        buffer.Append("x"u8);
    }

    [Fact]
    public void Read_SteadyState_AllocatesNothing()
    {
        using NativeFile file = Open(_folder.Write("file", new byte[300_000]), null);
        Memory<byte>[] pieces = Memories(1000, 0, 5000, 3);
        using var buffer = new ChunkedBuffer();
        AllocationAssert.Flat(
            () =>
            {
                _ = file.ReadFull(pieces, 0);
                _ = file.Read(pieces, 10);
                _ = file.ReadFullInto(buffer, 300_000, 0);
                buffer.Clear();
            },
            200);
    }

    [Fact]
    public void Read_BadArguments_AreRefused()
    {
        using NativeFile file = Open(_folder.Write("file", "abc"u8), null);
        using var buffer = new ChunkedBuffer();
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(Memories(1), -2));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadFullInto(buffer, -1, 0));
        Assert.Throws<ArgumentNullException>(() => file.ReadFull((Memory<byte>[])null!, 0));
        Assert.Throws<ArgumentNullException>(() => file.ReadFullInto(null!, 1, 0));
        Assert.True(buffer.IsEmpty);
    }

    private static NativeFile Open(string path, ScriptedBackend? backend) =>
        NativeFile.Open(path, new NativeFileOptions { Backend = backend ?? Native });

    private static Memory<byte>[] Memories(params int[] lengths) =>
        [.. lengths.Select(static length => (Memory<byte>)new byte[length])];

    private static byte[] Joined(IEnumerable<Memory<byte>> pieces) =>
        [.. pieces.SelectMany(static piece => piece.ToArray())];
}
