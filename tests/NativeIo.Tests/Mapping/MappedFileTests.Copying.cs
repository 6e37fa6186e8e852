using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class MappedFileTests
{
    [Theory]
    [MemberData(nameof(Backends))]
    public void CopyTo_FileCutToNothing_IsAnErrorAndTheProcessLives(string backend)
    {
        string path = _folder.Write("file", SeededRandom.Create().NextBytes(4 * s_page));
        using MappedFile map = MappedFile.Open(path, On(backend));
        if (!TryCut(path, 0))
        {
            return;
        }

        foreach (long offset in new long[] { 0, 1, s_page, (4 * s_page) - 1 })
        {
            NativeIoException error = Assert.Throws<NativeIoException>(() => map.CopyTo(new byte[10], offset));
            Assert.Equal(IoErrorKind.EndOfFile, error.Kind);
            Assert.Equal(0, error.BytesTransferred);
            Assert.Equal(path, error.Path.ToString());
        }

        Assert.Equal(
            IoErrorKind.EndOfFile, Assert.Throws<NativeIoException>(() => map.ReadSlice(10, 0).Dispose()).Kind);
        Assert.Equal(0, map.CopyTo(new byte[10], 4 * s_page));
    }

    // Platform: a device that can be mapped.
    [Trait("Platform", "linux")]
    [Fact]
    public void CopyFrom_DeviceWithoutALength_IsThere()
    {
        var options = new MappedFileOptions
        {
            Access = MapAccess.ReadWrite,
            Length = 2 * s_page,
            Backend = PlatformSelector.Create("linux"),
        };
        using MappedFile map = MappedFile.Open("/dev/zero", options);
        map.CopyFrom("hello"u8, s_page - 2);
        using BufferSlice read = map.ReadSlice(7, s_page - 3);
        Assert.Equal("\0hello\0"u8.ToArray(), read.ToArray());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void CopyTo_FileCutInAPage_GivesZerosToItsEndAndThenAnError(string backend)
    {
        byte[] content = SeededRandom.Create().NextBytes(4 * s_page);
        string path = _folder.Write("file", content);
        using MappedFile map = MappedFile.Open(path, On(backend));
        if (!TryCut(path, s_page + 100))
        {
            return;
        }

        byte[] expected = [.. content[..(s_page + 100)], .. new byte[s_page - 100]];
        byte[] copy = new byte[2 * s_page];
        Assert.Equal(copy.Length, map.CopyTo(copy, 0));
        Assert.Equal(expected, copy);
        byte[] zeros = Enumerable.Repeat((byte)1, 50).ToArray();
        Assert.Equal(50, map.CopyTo(zeros, s_page + 200));
        Assert.Equal(new byte[50], zeros);
        byte[] tooMuch = new byte[3 * s_page];
        NativeIoException error = Assert.Throws<NativeIoException>(() => map.CopyTo(tooMuch, 10));
        Assert.Equal(IoErrorKind.EndOfFile, error.Kind);
        Assert.Equal((2 * s_page) - 10, error.BytesTransferred);
        Assert.Equal(expected[10..], tooMuch[..((2 * s_page) - 10)]);
        Assert.Contains($"cut to {s_page + 100} bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(IoErrorKind.NotSupported)]
    [InlineData(IoErrorKind.AccessDenied)]
    public void CopyTo_SystemDeniesIt_ReadsTheFileAndDoesNotAskAgain(IoErrorKind kind)
    {
        byte[] content = SeededRandom.Create().NextBytes(2 * s_page);
        string path = _folder.Write("file", content);
        var backend = new ScriptedBackend { Always = Fault.Fail(kind, "copy-from-map") };
        using MappedFile map = MappedFile.Open(path, With(backend) with { Offset = 3 });
        byte[] copy = new byte[s_page];
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(s_page, map.CopyTo(copy, 7));
            Assert.Equal(content[10..(10 + s_page)], copy);
        }

        Assert.True(map.CopiesThroughFile);
        Assert.Single(backend.Calls, static call => call.Operation == "copy-from-map");
        if (!TryCut(path, 0))
        {
            return;
        }

        Assert.Equal(IoErrorKind.EndOfFile, Assert.Throws<NativeIoException>(() => map.CopyTo(copy, 0)).Kind);
    }

    [Fact]
    public void CopyTo_ShortInterruptedOrFaulting_GivesEveryByteOnce()
    {
        byte[] content = SeededRandom.Create().NextBytes(300);
        string path = _folder.Write("file", content);
        for (int shortLength = 0; shortLength <= 64; shortLength++)
        {
            var backend = new ScriptedBackend(
                null,
                Fault.Fail(IoErrorKind.Interrupted, "copy-from-map"),
                Fault.Short(shortLength, "copy-from-map"),
                Fault.Fail(IoErrorKind.Unknown, "copy-from-map"),
                Fault.Short(3, "read"));
            using MappedFile map = MappedFile.Open(path, With(backend));
            byte[] copy = new byte[64];
            Assert.Equal(64, map.CopyTo(copy, 100));
            Assert.Equal(content[100..164], copy);
            Assert.Equal(64, map.CopyTo(copy, 0));
            Assert.Equal(content[..64], copy);
        }
    }

    [Fact]
    public void CopyTo_AboveTheLimitOfOneTransfer_IsSplit()
    {
        byte[] content = SeededRandom.Create().NextBytes(100);
        var backend = new ScriptedBackend { TransferLengthMaxForced = 7 };
        using MappedFile map = MappedFile.Open(_folder.Write("file", content), With(backend));
        byte[] copy = new byte[100];
        Assert.Equal(100, map.CopyTo(copy, 0));
        Assert.Equal(content, copy);
        Assert.All(
            backend.Calls.Where(static call => call.Operation is "copy-from-map" or "read"),
            static call => Assert.InRange(call.Length, 1, 7));
    }

    [Fact]
    public void CopyTo_DeviceFailsBehindTheMapping_SaysWhatItSaid()
    {
        var backend = new ScriptedBackend(
            null, Fault.Short(0, "copy-from-map"), Fault.Fail(IoErrorKind.DeviceFault, "read"));
        using MappedFile map = MappedFile.Open(_folder.Write("file", new byte[100]), With(backend));
        Assert.Equal(IoErrorKind.DeviceFault, Assert.Throws<NativeIoException>(() => map.CopyTo(new byte[9], 0)).Kind);
    }

    [Fact]
    public async Task DangerousGetSpan_FileCut_EndsTheProcessButCheckedCopiesDoNot()
    {
        if (!PlatformSelector.Available.Contains("linux"))
        {
            // Windows refuses to cut a file that is mapped.
            Assert.True(OperatingSystem.IsWindows());
            return;
        }

        ChildProcessResult result = await ChildProcess.RunAsync(LookAtACutFile);
        Assert.Contains("checked copy: EndOfFile", result.Output, StringComparison.Ordinal);
        Assert.Contains("checked store: EndOfFile", result.Output, StringComparison.Ordinal);
        Assert.Contains("raw:", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("survived", result.Output, StringComparison.Ordinal);
        Assert.True(result.Crashed, $"The process ended with {result.ExitCode}: {result.Error}");
    }

    public static void LookAtACutFile()
    {
        using var folder = new TemporaryDirectory();
        string path = folder.Write("file", new byte[4 * s_page]);
        using MappedFile map = MappedFile.Open(path, On("linux", MapAccess.ReadWrite));
        ReadOnlySpan<byte> raw = map.DangerousGetSpan(0, 4 * s_page);
        if (!TryCut(path, 0))
        {
            return;
        }

        Console.WriteLine(
            "checked copy: " + Assert.Throws<NativeIoException>(() => map.CopyTo(new byte[10], s_page)).Kind);
        Console.WriteLine(
            "checked store: " + Assert.Throws<NativeIoException>(() => map.CopyFrom(new byte[10], s_page)).Kind);
        folder.Dispose();
        Console.WriteLine("raw:");
        Console.Out.Flush();
        Console.WriteLine($"survived {raw[s_page]}");
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void CopyFrom_SharedMapping_IsInTheFile(string backend)
    {
        byte[] content = SeededRandom.Create().NextBytes(3 * s_page);
        string path = _folder.Write("file", new byte[3 * s_page]);
        using (MappedFile map = MappedFile.Open(path, On(backend, MapAccess.ReadWrite)))
        {
            map.CopyFrom(content.AsSpan(0, s_page + 1), 0);
            map.CopyFrom(content.AsSpan(s_page + 1), s_page + 1);
            map.CopyFrom(default, 3 * s_page);
            map.Flush(FlushLevel.Full);
            Assert.Equal(content, map.DangerousGetSpan(0, content.Length));
            Assert.Throws<ArgumentOutOfRangeException>(() => map.CopyFrom(new byte[2], (3 * s_page) - 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => map.CopyFrom(new byte[2], -1));
        }

        Assert.Equal(content, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(IoErrorKind.AccessDenied)]
    [InlineData(IoErrorKind.Unknown)]
    public void CopyFrom_FileCut_SaysHowManyBytesAreInIt(IoErrorKind? denial)
    {
        string path = _folder.Write("file", new byte[4 * s_page]);
        var backend = new ScriptedBackend
        {
            Always = denial is { } kind ? Fault.Fail(kind, "copy-to-map") : Fault.None,
        };
        using MappedFile map = MappedFile.Open(path, With(backend, MapAccess.ReadWrite));
        if (!TryCut(path, s_page + 10))
        {
            return;
        }

        byte[] ones = Enumerable.Repeat((byte)1, s_page).ToArray();
        NativeIoException error = Assert.Throws<NativeIoException>(() => map.CopyFrom(ones, 100));
        Assert.Equal(IoErrorKind.EndOfFile, error.Kind);
        Assert.Equal(s_page - 90, error.BytesTransferred);
        Assert.Equal([.. new byte[100], .. ones[..(s_page - 90)]], File.ReadAllBytes(path));
        Assert.Equal(0, Assert.Throws<NativeIoException>(() => map.CopyFrom(ones, 3 * s_page)).BytesTransferred);
        Assert.Equal(s_page + 10, new FileInfo(path).Length);
    }

    [Fact]
    public void CopyFrom_NoSpaceForAHole_SaysSo()
    {
        var backend = new ScriptedBackend(
            null,
            Fault.Short(5, "copy-to-map"),
            Fault.Short(0, "copy-to-map"),
            Fault.Fail(IoErrorKind.NoSpace, "write"));
        if (!backend.HasMaps)
        {
            backend = new ScriptedBackend(null, Fault.Short(5, "write"), Fault.Fail(IoErrorKind.NoSpace, "write"));
        }

        using MappedFile map = MappedFile.Open(
            _folder.Write("file", new byte[100]), With(backend, MapAccess.ReadWrite));
        NativeIoException error = Assert.Throws<NativeIoException>(() => map.CopyFrom(new byte[50], 0));
        Assert.Equal(IoErrorKind.NoSpace, error.Kind);
        Assert.Equal(5, error.BytesTransferred);
    }

    [Fact]
    public void CopyOnWrite_Changes_StayInTheMapping()
    {
        byte[] content = SeededRandom.Create().NextBytes(2 * s_page);
        string path = _folder.Write("file", content);
        File.SetAttributes(path, FileAttributes.ReadOnly);
        using MappedFile map = MappedFile.Open(path, new MappedFileOptions { Access = MapAccess.CopyOnWrite });
        map.DangerousGetWritableSpan(s_page, 1)[0] ^= 0xff;
        Assert.Equal((byte)(content[s_page] ^ 0xff), map.DangerousGetSpan(s_page, 1)[0]);
        Assert.False(map.Advise(MapAdvice.DontNeed));
        Assert.Equal((byte)(content[s_page] ^ 0xff), map.DangerousGetSpan(s_page, 1)[0]);
        Assert.Throws<InvalidOperationException>(() => map.Flush());
        Assert.Throws<InvalidOperationException>(() => map.Remap());
        Assert.Throws<InvalidOperationException>(() => map.Grow(10 * s_page));
        Assert.Equal(content, File.ReadAllBytes(path));

        // Windows removes no file that is read-only.
        File.SetAttributes(path, FileAttributes.Normal);
    }

    [Fact]
    public void CopyOnWrite_CheckedCopies_SeeTheChangesOrAreRefused()
    {
        byte[] content = SeededRandom.Create().NextBytes(2 * s_page);
        string path = _folder.Write("file", content);
        IoErrorKind?[] denials =
            [PlatformSelector.Current.HasMaps ? null : IoErrorKind.NotSupported, IoErrorKind.AccessDenied];
        foreach (IoErrorKind? denial in denials)
        {
            var backend = new ScriptedBackend
            {
                Always = denial is { } kind ? Fault.Fail(kind, "copy-to-map") : Fault.None,
            };
            using MappedFile map = MappedFile.Open(path, With(backend, MapAccess.CopyOnWrite));
            if (denial is null)
            {
                map.CopyFrom("changed"u8, 5);
                byte[] copy = new byte[7];
                Assert.Equal(7, map.CopyTo(copy, 5));
                Assert.Equal("changed"u8, copy);
                if (!TryCut(path, 0))
                {
                    return;
                }

                Assert.Equal(IoErrorKind.EndOfFile, Assert.Throws<NativeIoException>(() => map.CopyTo(copy, 0)).Kind);
                Assert.Equal(IoErrorKind.EndOfFile, Assert.Throws<NativeIoException>(() => map.CopyFrom(copy, 0)).Kind);
                File.WriteAllBytes(path, content);
            }
            else
            {
                Assert.Equal(
                    IoErrorKind.NotSupported,
                    Assert.Throws<NativeIoException>(() => map.CopyFrom("changed"u8, 5)).Kind);
                Assert.Equal(
                    IoErrorKind.NotSupported,
                    Assert.Throws<NativeIoException>(() => map.CopyTo(new byte[1], 5)).Kind);
            }
        }

        Assert.Equal(content, File.ReadAllBytes(path));
    }

    [Fact]
    public void CopyOnWrite_PageThatCannotBeRead_SaysWhy()
    {
        string path = _folder.Write("file", new byte[100]);
        foreach (IoErrorKind kind in new[] { IoErrorKind.DeviceFault, IoErrorKind.StaleFile })
        {
            Fault[] faults = kind == IoErrorKind.StaleFile
                ? [Fault.Short(0, "copy-from-map"), Fault.Fail(kind, "read")]
                : [Fault.Short(0, "copy-from-map")];
            var backend = new ScriptedBackend(null, faults);
            using MappedFile map = MappedFile.Open(path, With(backend, MapAccess.CopyOnWrite));
            Assert.Equal(kind, Assert.Throws<NativeIoException>(() => map.CopyTo(new byte[9], 0)).Kind);
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Writing_ToAMappingForReading_IsRefused(string backend)
    {
        using MappedFile map = MappedFile.Open(_folder.Write("file", new byte[10]), On(backend));
        Assert.Throws<InvalidOperationException>(() => map.CopyFrom(new byte[1], 0));
        Assert.Throws<InvalidOperationException>(() => map.DangerousGetWritableSpan(0, 1));
        Assert.Throws<InvalidOperationException>(() => map.Flush());
        Assert.Throws<InvalidOperationException>(() => map.Grow(20));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.CopyTo(new byte[1], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.ReadSlice(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.ReadSlice(1, -1));
    }

    /// <summary>Cuts a file that is mapped, which Windows refuses.</summary>
    private static bool TryCut(string path, long length)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        try
        {
            stream.SetLength(length);
            return true;
        }
        catch (IOException)
        {
            Assert.True(OperatingSystem.IsWindows(), "Only Windows refuses to cut a file that is mapped.");
            return false;
        }
    }
}
