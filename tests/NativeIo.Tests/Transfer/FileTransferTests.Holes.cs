using System;
using System.IO;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class FileTransferTests
{
    // Platform: holes that can be found.
    [Trait("Platform", "linux")]
    [Fact]
    public void Copy_HolesKept_StoresOnlyWhatTheSourceStores()
    {
        const long length = 1L << 32;
        using NativeFile source = OpenWith(null, "source");
        source.Write("start"u8, 0);
        source.Write("middle"u8, 100 * Megabyte);
        source.SetLength(length);
        using NativeFile destination = OpenWith(null, "destination");
        var options = new TransferOptions { KeepsHoles = true, Paths = NoClone };
        TransferResult result = FileTransfer.Copy(source, destination, options);
        Assert.Equal(length, result.Bytes);
        Assert.InRange(result.HoleBytes, length - Megabyte, length);
        FileFacts facts = destination.GetFacts();
        Assert.Equal(length, facts.Length);
        Assert.InRange(facts.AllocatedBytes, 1, Megabyte);
        byte[] read = new byte[10];
        Assert.Equal(10, destination.ReadFull(read, 0));
        Assert.Equal("start\0\0\0\0\0"u8.ToArray(), read);
        Assert.Equal(10, destination.ReadFull(read, (100 * Megabyte) - 1));
        Assert.Equal("\0middle\0\0\0"u8.ToArray(), read);
    }

    // Platform: /proc.
    [Trait("Platform", "linux")]
    [Fact]
    public void Copy_HolesKeptOfAFileOfTheKernel_HasItsContent()
    {
        byte[] content = File.ReadAllBytes("/proc/version");
        foreach (long? length in (long?[])[null, 5, content.Length, 1000 + content.Length])
        {
            using NativeFile source = OpenRead("/proc/version");
            using NativeFile destination = OpenWith(null, "destination");
            var options = new TransferOptions { KeepsHoles = true, Length = length };
            int expected = (int)Math.Min(length ?? long.MaxValue, content.Length);
            Assert.Equal(expected, FileTransfer.Copy(source, destination, options).Bytes);
            Assert.Equal(content[..expected], Content("destination"));
        }
    }

    // Platform: holes that can be found.
    [Trait("Platform", "linux")]
    [Fact]
    public void Copy_HoleReachesBehindTheLastOffset_IsAnErrorOfTheSystemsKind()
    {
        using NativeFile source = OpenWith(null, "source");
        source.SetLength(Megabyte);
        using NativeFile destination = OpenWith(null, "destination");
        var options = new TransferOptions { KeepsHoles = true, DestinationOffset = long.MaxValue - 10 };
        NativeIoException error = Assert.Throws<NativeIoException>(
            () => FileTransfer.Copy(source, destination, options));
        Assert.Equal((IoErrorKind.FileTooLarge, 0), (error.Kind, error.BytesTransferred));
    }

    [Fact]
    public void Copy_WithinOneFileToTheLastOffset_IsAnErrorOfTheSystemsKind()
    {
        using NativeFile file = OpenWith(null, "source");
        file.Write(new byte[100], 0);
        var options = new TransferOptions { DestinationOffset = long.MaxValue - 10 };
        _ = Assert.Throws<NativeIoException>(() => FileTransfer.Copy(file, file, options));
        Assert.Equal(100, file.Length);
    }

    [Fact]
    public void Copy_HolesOverOldBytes_AreZeros()
    {
        byte[] content = new byte[3 * Megabyte];
        "abc"u8.CopyTo(content.AsSpan(Megabyte));
        using NativeFile source = OpenWith(null, "source");
        source.Write("abc"u8, Megabyte);
        source.SetLength(content.Length);
        using NativeFile destination = OpenWith(null, "destination");
        byte[] old = SeededRandom.Create().NextBytes(5000);
        destination.Write(old, 0);
        destination.Write(old, 10_000);
        _ = FileTransfer.Copy(source, destination, new TransferOptions { KeepsHoles = true, Paths = NoClone });
        Assert.Equal(content, Content("destination"));
    }

    [Fact]
    public void Copy_HolesKeptOfARange_IsExact()
    {
        using NativeFile source = OpenWith(null, "source");
        source.Write("abc"u8, Megabyte);
        source.SetLength(3 * Megabyte);
        byte[] all = Content("source");
        foreach ((int start, int length) in ((int, int)[])
        [
            (0, 10), (Megabyte - 5, 20), (Megabyte + 1, 1), (2 * Megabyte, Megabyte), (10, 0),
            (2 * Megabyte, 2 * Megabyte),
        ])
        {
            using NativeFile destination = OpenWith(null, "destination");
            var options = new TransferOptions
            {
                KeepsHoles = true,
                Paths = NoClone,
                SourceOffset = start,
                DestinationOffset = 7,
                Length = length,
            };
            int expected = Math.Min(length, all.Length - start);
            Assert.Equal(expected, FileTransfer.Copy(source, destination, options).Bytes);
            byte[] copy = Content("destination");
            Assert.Equal(all[start..(start + expected)], expected == 0 ? copy : copy[7..]);
        }
    }

    [Fact]
    public void Copy_SystemCannotFindHoles_CopiesEverything()
    {
        foreach (int passed in (int[])[0, 1])
        {
            // The first answer is the position, the next ones are about holes.
            Fault[] faults = passed == 0 ? [] : [Fault.Short(long.MaxValue, "seek")];
            var backend = new ScriptedBackend(Native, faults)
            {
                Always = Fault.Fail(IoErrorKind.InvalidArgument, "seek"),
            };
            using NativeFile source = OpenWith(null, "source");
            source.Write("abc"u8, 200_000);
            using NativeFile destination = OpenWith(backend, "destination");
            TransferResult result = FileTransfer.Copy(source, destination, new TransferOptions { KeepsHoles = true });
            Assert.Equal(200_003, result.Bytes);
            Assert.Equal(Content("source"), Content("destination"));
        }
    }

    [Fact]
    public void Copy_HolesKept_LeavesThePositionOfTheSource()
    {
        using NativeFile source = OpenWith(null, "source");
        source.Write("abcdef"u8, 0);
        byte[] two = new byte[2];
        Assert.Equal(2, source.Read(two, NativeFile.AtPosition));
        using NativeFile destination = OpenWith(null, "destination");
        _ = FileTransfer.Copy(source, destination, new TransferOptions { KeepsHoles = true, Paths = NoClone });
        Assert.Equal(2, source.Read(two, NativeFile.AtPosition));
        Assert.Equal("cd"u8.ToArray(), two);
    }

    [Theory]
    [MemberData(nameof(FileWays))]
    public void Copy_CacheLeft_GivesTheSameBytesAndAsksForIt(TransferPath way)
    {
        byte[] content = SeededRandom.Create().NextBytes((3 * Megabyte) + 1);
        var backend = new ScriptedBackend(Native);
        using Pair pair = Open(content, backend);
        var options = new TransferOptions { Paths = way, LeavesCache = true, PartLength = Megabyte };
        Assert.Equal(content.Length, FileTransfer.Copy(pair.Source, pair.Destination, options).Bytes);
        Assert.Equal(content, Content("destination"));
        Assert.Contains(backend.Calls, static call => call.Operation == "advise");
    }
}
