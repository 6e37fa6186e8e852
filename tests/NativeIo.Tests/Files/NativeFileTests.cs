using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class NativeFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static NativeFileOptions ReadWrite(ScriptedBackend? backend = null) => new()
    {
        Access = FileAccess.ReadWrite,
        Mode = FileOpenMode.OpenOrCreate,
        Backend = backend,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_FileThatIsMissing_SaysWhatWasTriedAndOnWhat()
    {
        string path = _folder.File("missing");
        NativeIoException error = Assert.Throws<NativeIoException>(() => NativeFile.Open(path));
        Assert.Equal(IoErrorKind.NotFound, error.Kind);
        Assert.Equal("open", error.Operation);
        Assert.Equal(path, error.Path.ToString());
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, error.ErrorCode);
    }

    [Fact]
    public void Open_EmptyPath_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => NativeFile.Open(default));
        Assert.Throws<ArgumentException>(() => NativeFile.Open("a\0b"));
    }

    [Theory]
    [InlineData(FileOpenMode.CreateNew, IoErrorKind.AlreadyExists, 0)]
    [InlineData(FileOpenMode.Create, null, 0)]
    [InlineData(FileOpenMode.OpenOrCreate, null, 5)]
    [InlineData(FileOpenMode.Truncate, null, 0)]
    [InlineData(FileOpenMode.Open, null, 5)]
    public void Open_EachModeOnAnExistingFile_DoesWhatItSays(FileOpenMode mode, IoErrorKind? expected, long length)
    {
        string path = _folder.Write("file", "hello"u8);
        var options = new NativeFileOptions { Access = FileAccess.ReadWrite, Mode = mode };
        if (expected is { } kind)
        {
            Assert.Equal(kind, Assert.Throws<NativeIoException>(() => NativeFile.Open(path, options)).Kind);
        }
        else
        {
            using NativeFile file = NativeFile.Open(path, options);
            Assert.Equal(length, file.Length);
        }
    }

    [Fact]
    public void ReadAndWrite_AtPositions_DoNotDisturbEachOther()
    {
        using NativeFile file = NativeFile.Open(_folder.File("file"), ReadWrite());
        file.Write("world"u8, 6);
        file.Write("hello "u8, 0);
        byte[] read = new byte[16];
        Assert.Equal(11, file.ReadFull(read, 0));
        Assert.Equal("hello world"u8.ToArray(), read[..11]);
        Assert.Equal(5, file.Read(read, 6));
        Assert.Equal(0, file.Read(read, 11));
        Assert.Equal(0, file.Read(read, 100));
    }

    [Fact]
    public void ReadFull_ShortAndInterruptedTransfers_GivesEveryByteOnce()
    {
        byte[] content = SeededRandom.Create().NextBytes(100);
        string path = _folder.Write("file", content);
        for (int shortLength = 1; shortLength <= content.Length; shortLength++)
        {
            var backend = new ScriptedBackend(
                null, Fault.Fail(IoErrorKind.Interrupted, "read"), Fault.Short(shortLength, "read"));
            using NativeFile file = NativeFile.Open(path, new NativeFileOptions { Backend = backend });
            byte[] read = new byte[content.Length + 1];
            Assert.Equal(content.Length, file.ReadFull(read, 0));
            Assert.Equal(content, read[..content.Length]);
            Assert.Equal(0, backend.FaultsLeft);
        }
    }

    [Fact]
    public void Write_ShortAtEveryByteAndInterrupted_WritesEveryByteOnce()
    {
        byte[] content = SeededRandom.Create().NextBytes(64);
        for (int shortLength = 0; shortLength <= content.Length; shortLength++)
        {
            var backend = new ScriptedBackend(
                null,
                Fault.Fail(IoErrorKind.Interrupted, "write"),
                Fault.Short(shortLength, "write"),
                Fault.Fail(IoErrorKind.Interrupted, "write"));
            string path = _folder.File($"file{shortLength}");
            using (NativeFile file = NativeFile.Open(path, ReadWrite(backend)))
            {
                file.Write(content, 3);
            }

            Assert.Equal([0, 0, 0, .. content], File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void Write_DeviceAcceptsNothing_FailsAfterSomeTries()
    {
        var backend = new ScriptedBackend { Always = Fault.Short(0, "write") };
        using NativeFile file = NativeFile.Open(_folder.File("file"), ReadWrite(backend));
        NativeIoException error = Assert.Throws<NativeIoException>(() => file.Write("abc"u8, 0));
        Assert.Equal(IoErrorKind.DeviceFault, error.Kind);
        Assert.Equal(0, error.BytesTransferred);
    }

    [Fact]
    public void Write_FailureAfterProgress_SaysHowFarItCame()
    {
        var backend = new ScriptedBackend(null, Fault.Short(2, "write"), Fault.Fail(IoErrorKind.NoSpace, "write"));
        using NativeFile file = NativeFile.Open(_folder.File("file"), ReadWrite(backend));
        NativeIoException error = Assert.Throws<NativeIoException>(() => file.Write("abc"u8, 0));
        Assert.Equal(IoErrorKind.NoSpace, error.Kind);
        Assert.Equal(2, error.BytesTransferred);
        Assert.Equal(2, file.Length);
    }

    [Fact]
    public void Transfers_AboveTheLimit_AreSplit()
    {
        var backend = new ScriptedBackend { TransferLengthMaxForced = 7 };
        using NativeFile file = NativeFile.Open(_folder.File("file"), ReadWrite(backend));
        byte[] content = SeededRandom.Create().NextBytes(30);
        file.Write(content, 0);
        byte[] read = new byte[30];
        Assert.Equal(30, file.ReadFull(read, 0));
        Assert.Equal(content, read);
        Assert.All(
            backend.Calls.Where(static call => call.Operation is "read" or "write"),
            static call => Assert.InRange(call.Length, 1, 7));
    }

    [Fact]
    public void Read_InterruptedForEver_GivesUp()
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.Interrupted, "read") };
        string path = _folder.Write("file", "abc"u8);
        using NativeFile file = NativeFile.Open(path, new NativeFileOptions { Backend = backend });
        Assert.Equal(IoErrorKind.Interrupted, Assert.Throws<NativeIoException>(() => file.Read(new byte[1], 0)).Kind);
    }

    [Fact]
    public async Task ReadAsync_CachedOrNot_GivesTheSame()
    {
        byte[] content = SeededRandom.Create().NextBytes(5000);
        string path = _folder.Write("file", content);
        IoErrorKind?[] refusals =
            [null, IoErrorKind.WouldBlock, IoErrorKind.NotSupported, IoErrorKind.AccessDenied];
        foreach (IoErrorKind? refusal in refusals)
        {
            var backend = new ScriptedBackend
            {
                Always = refusal is { } kind ? Fault.Fail(kind, "read-cached") : Fault.None,
            };
            var options = new NativeFileOptions { Backend = backend };
            await using NativeFile file = await NativeFile.OpenAsync(path, options, Cancellation);
            byte[] read = new byte[6000];
            Assert.Equal(5000, await file.ReadAsync(read, 0, Cancellation));
            Assert.Equal(content, read[..5000]);
            Assert.Equal(0, await file.ReadAsync(read, 5000, Cancellation));
        }
    }

    [Fact]
    public async Task ReadAsync_SystemTakesForTheEndWhatIsNotCached_ReadsIt()
    {
        byte[] content = SeededRandom.Create().NextBytes(5000);
        var backend = new ScriptedBackend { Always = Fault.Short(0, "read-cached") };
        using NativeFile file = NativeFile.Open(
            _folder.Write("file", content), new NativeFileOptions { Backend = backend });
        byte[] read = new byte[6000];
        Assert.Equal(5000, await file.ReadAsync(read, 0, Cancellation));
        Assert.Equal(content, read[..5000]);
        Assert.Equal(0, await file.ReadAsync(read, 5000, Cancellation));
    }

    [Fact]
    public async Task ReadAsync_FileSystemRefusesOnce_IsNotAskedAgain()
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.NotSupported, "read-cached") };
        string path = _folder.Write("file", "abc"u8);
        using NativeFile file = NativeFile.Open(path, new NativeFileOptions { Backend = backend });
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(3, await file.ReadAsync(new byte[4], 0, Cancellation));
        }

        Assert.Single(backend.Calls, static call => call.Operation == "read-cached");
    }

    [Fact]
    public async Task Async_CancelledBefore_DoesNothing()
    {
        using NativeFile file = NativeFile.Open(_folder.File("file"), ReadWrite());
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await file.ReadAsync(new byte[4], 0, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await file.WriteAsync(new byte[4], 0, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await file.FlushAsync(cancellation: cancelled));
        Assert.Equal(0, file.Length);
    }

    [Fact]
    public async Task WriteAsync_ThenFlushAsync_IsInTheFile()
    {
        string path = _folder.File("file");
        await using (NativeFile file = NativeFile.Open(path, ReadWrite()))
        {
            await file.WriteAsync("abc"u8.ToArray(), 1, Cancellation);
            await file.FlushAsync(FlushLevel.Full, Cancellation);
        }

        Assert.Equal("\0abc"u8.ToArray(), File.ReadAllBytes(path));
    }

    [Fact]
    public void ReadSlice_ReadInto_ShowTheBytesOfTheFile()
    {
        using NativeFile file = NativeFile.Open(_folder.Write("file", "hello world"u8));
        using (BufferSlice slice = file.ReadSlice(100, 6))
        {
            Assert.Equal("world", slice.GetString());
        }

        using BufferSlice nothing = file.ReadSlice(100, 11);
        Assert.True(nothing.IsEmpty);
        using var buffer = new ChunkedBuffer();
        Assert.Equal(5, file.ReadInto(buffer, 5, 0));
        Assert.Equal(0, file.ReadInto(buffer, 5, 11));
        Assert.Equal("hello", buffer.GetString());
    }

    [Fact]
    public void Use_AfterDispose_Throws()
    {
        NativeFile file = NativeFile.Open(_folder.Write("file", "abc"u8));
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read(new byte[1], 0));
        Assert.Throws<ObjectDisposedException>(() => file.Write(new byte[1], 0));
        Assert.Throws<ObjectDisposedException>(() => file.GetFacts());
        Assert.Throws<ObjectDisposedException>(() => file.Flush());
        Assert.Throws<ObjectDisposedException>(() => file.SetLength(0));
    }

    [Fact]
    public void Arguments_OutOfRange_AreRefusedAndChangeNothing()
    {
        using NativeFile file = NativeFile.Open(_folder.File("file"), ReadWrite());
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read(new byte[1], -2));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Write(new byte[1], -2));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.SetLength(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.TryAllocate(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Advise(FileAdvice.Normal, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadSlice(-1, 0));
        Assert.Equal(0, file.Length);
    }
}
