using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class FileTransferTests
{
    [Theory]
    [MemberData(nameof(SocketWays))]
    public async Task Copy_FileToSocket_SendsEverything(TransferPath way)
    {
        byte[] content = SeededRandom.Create().NextBytes((5 * Megabyte) + 3);
        using NativeFile source = OpenRead(_folder.Write("source", content));
        using SocketPair sockets = await SocketPair.ConnectAsync();
        Task<byte[]> received = ReceiveAsync(sockets.Server, content.Length);
        using NativeFile destination = FileOf(sockets.Client);
        TransferResult result = await FileTransfer.CopyAsync(
            source, destination, new TransferOptions { Paths = way, PartLength = Megabyte }, Cancellation);
        Assert.Equal(content.Length, result.Bytes);
        Assert.Equal(way, result.Path);
        Assert.Equal(content, await received);
    }

    [Theory]
    [MemberData(nameof(SocketWays))]
    public async Task Copy_SocketThatDoesNotWait_IsWaitedForAndLosesNothing(TransferPath way)
    {
        byte[] content = SeededRandom.Create().NextBytes(4 * Megabyte);
        using NativeFile source = OpenRead(_folder.Write("source", content));
        using SocketPair sockets = await SocketPair.ConnectAsync();
        sockets.Client.Blocking = false;
        sockets.Client.SendBufferSize = 64 * 1024;
        var backend = new ScriptedBackend(Native);
        using NativeFile destination = FileOf(sockets.Client);
        Task<TransferResult> sent = FileTransfer.CopyAsync(
            source, destination, new TransferOptions { Paths = way }, Cancellation).AsTask();
        Assert.Equal(content, await ReceiveAsync(sockets.Server, content.Length));
        Assert.Equal(content.Length, (await sent).Bytes);
        Assert.Equal(0, backend.SeekTo(source.Handle, 0, SeekPlace.Position).Value);
    }

    [Fact]
    public async Task Copy_SocketNotReadyForEver_CanBeCancelled()
    {
        using NativeFile source = OpenHole(32 * Megabyte);
        using SocketPair sockets = await SocketPair.ConnectAsync();
        sockets.Client.Blocking = false;
        using NativeFile destination = FileOf(sockets.Client);
        using var cancellation = new System.Threading.CancellationTokenSource();
        Task<TransferResult> sent = FileTransfer.CopyAsync(
            source, destination, new TransferOptions { PartLength = Megabyte }, cancellation.Token).AsTask();

        // Nobody receives, so it stands still as soon as the buffers are full.
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await sent);
    }

    [Theory]
    // Platform: a transfer that says that it would wait; on Windows each one waits until it is over.
    [Trait("Platform", "linux")]
    [MemberData(nameof(SocketWays))]
    public async Task Copy_CancelledWhileTheDestinationIsNotReady_ReportsWhatItHasGot(TransferPath way)
    {
        using NativeFile source = OpenHole(32 * Megabyte);
        using SocketPair sockets = await SocketPair.ConnectAsync();
        sockets.Client.Blocking = false;
        using var cancellation = new System.Threading.CancellationTokenSource();
        int waits = 0;
        var backend = new ScriptedBackend(Native)
        {
            OnCall = operation =>
            {
                // Nobody receives, so it waits when the buffers are full; what comes then counts as well.
                if (operation == "wait" && ++waits == 3)
                {
                    cancellation.Cancel();
                }
            },
        };
        using NativeFile destination = FileOf(sockets.Client, backend);
        long told = 0;
        var options = new TransferOptions
        {
            Paths = way,
            PartLength = 32 * Megabyte,
            Progress = new Told(moved => told = moved),
        };
        Assert.ThrowsAny<OperationCanceledException>(
            () => FileTransfer.Copy(source, destination, options, cancellation.Token));
        sockets.Client.Shutdown(SocketShutdown.Send);
        byte[] received = await ReceiveAsync(sockets.Server, 32 * Megabyte);
        Assert.InRange(received.Length, 1, (32 * Megabyte) - 1);
        Assert.Equal(received.Length, told);
    }

    [Theory]
    [MemberData(nameof(SocketWays))]
    public async Task Copy_PeerIsGone_SaysSoAndCounts(TransferPath way)
    {
        using NativeFile source = OpenHole(64 * Megabyte);
        using SocketPair sockets = await SocketPair.ConnectAsync();
        using NativeFile destination = FileOf(sockets.Client);
        Task<TransferResult> sent = FileTransfer.CopyAsync(
            source, destination, new TransferOptions { Paths = way, PartLength = Megabyte }, Cancellation).AsTask();
        _ = await sockets.Server.ReceiveAsync(new byte[1], Cancellation);

        // Closing with bytes that nobody fetched resets the connection.
        sockets.Server.LingerState = new LingerOption(true, 0);
        sockets.Server.Close();
        NativeIoException error = await Assert.ThrowsAsync<NativeIoException>(async () => await sent);
        Assert.Equal(IoErrorKind.BrokenPipe, error.Kind);
        Assert.InRange(error.BytesTransferred, 1, 64 * Megabyte);
    }

    [Theory]
    [MemberData(nameof(FileWays))]
    public async Task Copy_SocketToFile_ReceivesUpToTheEnd(TransferPath way)
    {
        byte[] content = SeededRandom.Create().NextBytes((3 * Megabyte) + 11);
        using SocketPair sockets = await SocketPair.ConnectAsync();
        using NativeFile source = FileOf(sockets.Server);
        using NativeFile destination = OpenWith(null, "destination");
        Task<TransferResult> copied = FileTransfer.CopyAsync(
            source, destination, new TransferOptions { Paths = way }, Cancellation).AsTask();
        await SendAsync(sockets.Client, content);
        Assert.Equal(content.Length, (await copied).Bytes);
        Assert.Equal(content, Content("destination"));
    }

    // Platform: copies inside the system.
    [Trait("Platform", "linux")]
    [Fact]
    public void Copy_WayWouldWaitForAFile_IsLeftForTheNext()
    {
        byte[] content = SeededRandom.Create().NextBytes(5000);
        int calls = 0;
        foreach (TransferPath way in (TransferPath[])[TransferPath.CopyRange, TransferPath.Splice])
        {
            var backend = new ScriptedBackend(Native)
            {
                Always = Fault.Fail(IoErrorKind.WouldBlock, OperationOf(way)),
                BeforeMoving = _ => Assert.True(++calls < 1000, "No file gets ready, so that waiting has no end."),
            };
            using Pair pair = Open(content, backend);
            TransferResult result = FileTransfer.Copy(
                pair.Source, pair.Destination, new TransferOptions { Paths = way });
            Assert.Equal(content, Content("destination"));
            Assert.Equal((TransferPath.ReadWrite, way), (result.Path, result.Refused));
        }
    }

    // Platform: pipes of a copy.
    [Trait("Platform", "linux")]
    [Fact]
    public void Copy_PipeCannotBeEmptied_NeverPassesItsBytesAgain()
    {
        byte[] content = SeededRandom.Create().NextBytes(30_000);
        Fault[] interrupted = new Fault[Transfers.IdleCallsMax];
        Array.Fill(interrupted, Fault.Fail(IoErrorKind.Interrupted, "splice"));
        var backend = new ScriptedBackend(
            Native, [Fault.Short(20_000, "splice"), Fault.Short(1000, "splice"), .. interrupted]);
        using Pair pair = Open(content, backend);
        NativeIoException error = Assert.Throws<NativeIoException>(() => FileTransfer.Copy(
            pair.Source, pair.Destination, new TransferOptions { Paths = TransferPath.Splice }));
        Assert.Equal((IoErrorKind.Interrupted, 1000), (error.Kind, error.BytesTransferred));
        Assert.Equal(content[..1000], Content("destination"));
    }

    // Platform: pipes of a copy.
    [Trait("Platform", "linux")]
    [Fact]
    public async Task Copy_DestinationRefusesWhatIsInThePipe_LosesNothing()
    {
        byte[] content = SeededRandom.Create().NextBytes(100_000);
        foreach (int passed in (int[])[0, 1, 5000])
        {
            // A part of each filling is passed on, then the destination refuses: the rest of the pipe is rescued.
            Fault[] partly = passed == 0 ? [] : [Fault.Short(passed, "splice")];
            var backend = new ScriptedBackend(
                Native,
                [Fault.Short(20_000, "splice"), .. partly, Fault.Fail(IoErrorKind.InvalidArgument, "splice")]);
            using SocketPair sockets = await SocketPair.ConnectAsync();
            using NativeFile source = FileOf(sockets.Server);
            using NativeFile destination = OpenWith(backend, "destination");
            Task<TransferResult> copied = FileTransfer.CopyAsync(source, destination, null, Cancellation).AsTask();
            await SendAsync(sockets.Client, content);
            TransferResult result = await copied;
            Assert.Equal(content.Length, result.Bytes);
            Assert.Equal(TransferPath.Splice, result.Refused);
            Assert.Equal(
                passed == 0 ? TransferPath.ReadWrite : TransferPath.ReadWrite | TransferPath.Splice, result.Path);
            Assert.Equal(content, Content("destination"));
        }
    }

    // Platform: pipes of a copy.
    [Trait("Platform", "linux")]
    [Theory]
    [InlineData(TransferPath.SendFile)]
    [InlineData(TransferPath.Splice)]
    [InlineData(TransferPath.ReadWrite)]
    public void Copy_ThroughAPipe_GivesTheSameBytes(TransferPath way)
    {
        byte[] content = SeededRandom.Create().NextBytes(50_000);
        using Pair pair = Open(content);
        (NativeFile reader, NativeFile writer) = OpenPipe();
        using (reader)
        {
            using (writer)
            {
                TransferResult result = FileTransfer.Copy(pair.Source, writer, new TransferOptions { Paths = way });
                Assert.Equal(content.Length, result.Bytes);
                Assert.Equal(way, result.Path);
            }

            TransferPath back = way == TransferPath.SendFile ? TransferPath.Splice : way;
            TransferResult read = FileTransfer.Copy(
                reader, pair.Destination, new TransferOptions { Paths = way | back });
            Assert.Equal(content.Length, read.Bytes);
            Assert.Equal(back, read.Path);
        }

        Assert.Equal(content, Content("destination"));
    }

    // Platform: pipes of a copy.
    [Trait("Platform", "linux")]
    [Fact]
    public void Copy_SmallPipeShrunk_GivesTheSameBytes()
    {
        byte[] content = SeededRandom.Create().NextBytes(300_000);
        using Pair pair = Open(content);
        (NativeFile reader, NativeFile writer) = OpenPipe();
        Assert.True(Native.SetPipeCapacity(writer.Handle, 4096).IsSuccess);
        using (reader)
        {
            Task<TransferResult> filled = Task.Run(
                () =>
                {
                    using (writer)
                    {
                        return FileTransfer.Copy(pair.Source, writer);
                    }
                },
                Cancellation);
            Assert.Equal(content.Length, FileTransfer.Copy(reader, pair.Destination).Bytes);
            Assert.Equal(content.Length, filled.GetAwaiter().GetResult().Bytes);
        }

        Assert.Equal(content, Content("destination"));
    }

    private NativeFile OpenHole(long length)
    {
        NativeFile file = OpenWith(null, "source");
        file.SetLength(length);
        return file;
    }

    private static (NativeFile Reader, NativeFile Writer) OpenPipe()
    {
        Assert.True(Native.CreatePipe(out SafeFileHandle? reader, out SafeFileHandle? writer).IsSuccess);
        return (
            NativeFile.OfHandle(reader!, FileAccess.Read, ownsHandle: true, Native),
            NativeFile.OfHandle(writer!, FileAccess.Write, ownsHandle: true, Native));
    }

    private static NativeFile FileOf(Socket socket, FileBackend? backend = null) => NativeFile.OfHandle(
        new SafeFileHandle(socket.Handle, ownsHandle: false),
        FileAccess.ReadWrite,
        ownsHandle: true,
        backend ?? Native);

    private static async Task<byte[]> ReceiveAsync(Socket socket, int length)
    {
        byte[] received = new byte[length];
        int count = 0;
        while (count < length)
        {
            int part = await socket.ReceiveAsync(received.AsMemory(count), Cancellation);
            if (part == 0)
            {
                break;
            }

            count += part;
        }

        return received[..count];
    }

    private static async Task SendAsync(Socket socket, byte[] content)
    {
        for (int sent = 0; sent < content.Length;)
        {
            sent += await socket.SendAsync(content.AsMemory(sent), Cancellation);
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    private sealed record SocketPair(Socket Client, Socket Server) : IDisposable
    {
        internal static async Task<SocketPair> ConnectAsync()
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(listener.LocalEndPoint!);
            return new SocketPair(client, await listener.AcceptAsync(Cancellation));
        }

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
