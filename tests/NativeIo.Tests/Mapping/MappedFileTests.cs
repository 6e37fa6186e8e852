using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

/// <summary>
/// Every test runs on each backend of the machine; what only a backend with mappings does is asked of those.
/// </summary>
public sealed partial class MappedFileTests : IDisposable
{
    private static readonly int s_page = Environment.SystemPageSize;

    private readonly TemporaryDirectory _folder = new();

    public static TheoryData<string> Backends => [.. PlatformSelector.Available];

    public void Dispose() => _folder.Dispose();

    private static MappedFileOptions On(
        string backend, MapAccess access = MapAccess.Read, long offset = 0, long length = 0)
    {
        return new MappedFileOptions
        {
            Backend = PlatformSelector.Create(backend),
            Access = access,
            Offset = offset,
            Length = length,
        };
    }

    private static MappedFileOptions With(ScriptedBackend backend, MapAccess access = MapAccess.Read) => new()
    {
        Backend = backend,
        Access = access,
    };

    [Theory]
    [MemberData(nameof(Backends))]
    public void Open_File_ShowsItsBytesInEveryWay(string backend)
    {
        byte[] content = SeededRandom.Create().NextBytes((3 * s_page) + 17);
        using MappedFile map = MappedFile.Open(_folder.Write("file", content), On(backend));
        Assert.True(map.IsMapped);
        Assert.Null(map.NotMappedReason);
        Assert.Equal(content.Length, map.Length);
        Assert.Equal(content, map.DangerousGetSpan(0, content.Length));
        using (BufferSlice all = map.Share())
        {
            Assert.Equal(content, all.ToArray());
        }

        using (BufferSlice part = map.Share(5, s_page))
        {
            Assert.Equal(content.AsSpan(5, s_page), part.AsSpan());
            Assert.False(part.TryGetWritableSpan(out _));
        }

        byte[] copy = new byte[content.Length];
        Assert.Equal(content.Length - 7, map.CopyTo(copy, 7));
        Assert.Equal(content[7..], copy[..^7]);
        using BufferSlice read = map.ReadSlice(100, content.Length - 30);
        Assert.Equal(content[^30..], read.ToArray());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Open_PartAtAnyOffset_ShowsExactlyThat(string backend)
    {
        byte[] content = SeededRandom.Create().NextBytes(40 * s_page);
        string path = _folder.Write("file", content);
        foreach (long offset in new long[] { 0, 1, s_page - 1, s_page, s_page + 1, (17 * s_page) + 3 })
        {
            foreach (long length in new long[] { 0, 1, s_page, (2 * s_page) + 1 })
            {
                using MappedFile map = MappedFile.Open(path, On(backend, offset: offset, length: length));
                int expected = (int)(length == 0 ? content.Length - offset : length);
                Assert.Equal(expected, map.Length);
                Assert.Equal(content.AsSpan((int)offset, expected), map.DangerousGetSpan(0, expected));
                byte[] copy = new byte[expected + 1];
                Assert.Equal(expected, map.CopyTo(copy, 0));
                Assert.Equal(content.AsSpan((int)offset, expected), copy.AsSpan(0, expected));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Open_EmptyFileOrPart_HasNoBytesAndNoMapping(string backend)
    {
        string empty = _folder.Write("empty", default);
        string full = _folder.Write("full", "abc"u8);
        (string Path, long Offset)[] cases = [(empty, 0), (full, 3), (full, 10)];
        foreach ((string path, long offset) in cases)
        {
            using MappedFile map = MappedFile.Open(path, On(backend, offset: offset));
            Assert.False(map.IsMapped);
            Assert.Null(map.NotMappedReason);
            Assert.Equal(0, map.Length);
            Assert.True(map.Share().IsEmpty);
            Assert.True(map.Share(0, 0).IsEmpty);
            Assert.Equal(0, map.CopyTo(new byte[4], 0));
            Assert.True(map.ReadSlice(4, 0).IsEmpty);
            Assert.True(map.DangerousGetSpan(0, 0).IsEmpty);
            Assert.False(map.Advise(MapAdvice.WillNeed));
            Assert.Throws<ArgumentOutOfRangeException>(() => map.Share(0, 1));
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Open_PartBehindTheEnd_IsRefused(string backend)
    {
        string path = _folder.Write("file", "abc"u8);
        string empty = _folder.Write("empty", default);
        (string Path, MapAccess Access)[] cases =
            [(path, MapAccess.Read), (path, MapAccess.CopyOnWrite), (empty, MapAccess.Read)];
        foreach ((string name, MapAccess access) in cases)
        {
            NativeIoException error = Assert.Throws<NativeIoException>(
                () => MappedFile.Open(name, On(backend, access, offset: 2, length: 2)));
            Assert.Equal(IoErrorKind.EndOfFile, error.Kind);
            Assert.Equal("map", error.Operation);
        }
    }

    [Fact]
    public void Open_OptionsThatMakeNoSense_AreRefused()
    {
        string path = _folder.Write("file", "abc"u8);
        Assert.Throws<ArgumentOutOfRangeException>(() => MappedFile.Open(path, new() { Offset = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => MappedFile.Open(path, new() { Length = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => MappedFile.Open(path, new() { Offset = 1, Length = long.MaxValue }));
        Assert.Throws<ArgumentOutOfRangeException>(() => MappedFile.Open(path, new() { ReadInsteadBytesMax = -1 }));
        Assert.Throws<ArgumentException>(() => MappedFile.Open(path, new() { Access = (MapAccess)7 }));
        Assert.Throws<ArgumentException>(() => MappedFile.Open(path, new() { Mode = FileOpenMode.Create }));
        Assert.Throws<ArgumentNullException>(() => MappedFile.Open((NativeFile)null!));
        using NativeFile file = NativeFile.Open(path);
        Assert.Throws<ArgumentException>(() => MappedFile.Open(file, new() { Access = MapAccess.ReadWrite }));
        Assert.Equal("abc", File.ReadAllText(path));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Open_FileOfTheCaller_LeavesItOpen(string backend)
    {
        using NativeFile file = NativeFile.Open(
            _folder.Write("file", "hello"u8), new NativeFileOptions { Backend = PlatformSelector.Create(backend) });
        using (MappedFile map = MappedFile.Open(file, new MappedFileOptions { Offset = 1 }))
        {
            Assert.Equal("ello"u8, map.DangerousGetSpan(0, 4));
            Assert.Equal(file.Path, map.Path);
            Assert.Equal(1, map.Offset);
            Assert.Equal(MapAccess.Read, map.Access);
        }

        Assert.Equal(5, file.Length);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Open_FolderOrDevice_IsRefusedAndNothingHangs(string backend)
    {
        Assert.ThrowsAny<IOException>(() => MappedFile.Open(_folder.Path, On(backend)));
        string device = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        using NativeFile file = NativeFile.Open(
            device, new NativeFileOptions { Backend = PlatformSelector.Create(backend) });
        if (file.GetFacts().Kind == FileKind.Regular)
        {
            // A backend that does not tell devices from files finds nothing in it.
            using MappedFile map = MappedFile.Open(device, On(backend));
            Assert.False(map.IsMapped);
            return;
        }

        NativeIoException error = Assert.Throws<NativeIoException>(() => MappedFile.Open(device, On(backend)));
        Assert.Equal(IoErrorKind.NotSupported, error.Kind);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Open_PartOfADevice_IsMappedOrRead(string backend)
    {
        if (!PlatformSelector.Available.Contains("linux"))
        {
            return;
        }

        using MappedFile zeros = MappedFile.Open("/dev/zero", On(backend, length: 100));
        Assert.Equal(backend == "linux", zeros.IsMapped);
        Assert.Equal(100, zeros.Length);
        Assert.Equal(new byte[100], zeros.DangerousGetSpan(0, 100));
        NativeIoException error = Assert.Throws<NativeIoException>(
            () => MappedFile.Open("/dev/null", On(backend, length: 100)));
        Assert.Equal(IoErrorKind.EndOfFile, error.Kind);
    }

    [Fact]
    public void Open_HandleThatMayNotWrite_IsDeniedAndNotReadInstead()
    {
        string path = _folder.Write("file", "abc"u8);
        using NativeFile file = NativeFile.FromHandle(
            File.OpenHandle(path, share: FileShare.ReadWrite), FileAccess.ReadWrite, ownsHandle: true);
        NativeIoException error = Assert.Throws<NativeIoException>(
            () => MappedFile.Open(file, new MappedFileOptions { Access = MapAccess.ReadWrite }));
        Assert.Equal(IoErrorKind.AccessDenied, error.Kind);
        Assert.Equal("map", error.Operation);
    }

    [Fact]
    public void Open_PipeWithoutAWriter_IsRefusedWithoutWaiting()
    {
        if (!PlatformSelector.Available.Contains("linux"))
        {
            return;
        }

        string path = _folder.File("pipe");
        using (Process make = Process.Start("mkfifo", path))
        {
            make.WaitForExit();
        }

        NativeIoException error = Assert.Throws<NativeIoException>(() => MappedFile.Open(path, On("linux")));
        Assert.Equal(IoErrorKind.NotSupported, error.Kind);
        Assert.Contains("Pipe", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(IoErrorKind.NotSupported)]
    [InlineData(IoErrorKind.DeviceFault)]
    public void Open_FileSystemWithoutMappings_ReadsInsteadAndSaysWhy(IoErrorKind kind)
    {
        byte[] content = SeededRandom.Create().NextBytes(200_000);
        string path = _folder.Write("file", content);
        var backend = new ScriptedBackend { HasMapsForced = true, Always = Fault.Fail(kind, "map") };
        using MappedFile map = MappedFile.Open(path, With(backend) with { Offset = 100 });
        Assert.False(map.IsMapped);
        Assert.Equal(backend.Describe(backend.CodeOf(kind)), map.NotMappedReason);
        Assert.Equal(content.Length - 100, map.Length);
        Assert.Equal(content.AsSpan(100..), map.DangerousGetSpan(0, content.Length - 100));
        using BufferSlice part = map.Share(1, 1000);
        Assert.Equal(content[101..1101], part.ToArray());
        byte[] copy = new byte[10];
        Assert.Equal(5, map.CopyTo(copy, map.Length - 5));
        Assert.Equal(0, map.CopyTo(copy, map.Length + 5));
        Assert.Equal(content[^5..], copy[..5]);
        Assert.False(map.Advise(MapAdvice.Random, 5, 5));
        map.Dispose();
        Assert.Equal(content[101..1101], part.ToArray());
        Assert.Throws<ObjectDisposedException>(() => map.Share(0, 1));
    }

    [Fact]
    public void Open_TooMuchToReadInstead_SaysSo()
    {
        string path = _folder.Write("file", new byte[1000]);
        var backend = new ScriptedBackend
        {
            HasMapsForced = true,
            Always = Fault.Fail(IoErrorKind.NotSupported, "map"),
        };
        foreach (int most in new[] { 0, 999 })
        {
            NativeIoException error = Assert.Throws<NativeIoException>(
                () => MappedFile.Open(path, With(backend) with { ReadInsteadBytesMax = most }));
            Assert.Equal(IoErrorKind.NotSupported, error.Kind);
            Assert.Contains($"{most} bytes", error.Message, StringComparison.Ordinal);
        }

        using MappedFile exactly = MappedFile.Open(path, With(backend) with { ReadInsteadBytesMax = 1000 });
        Assert.Equal(1000, exactly.Length);
        using MappedFile part = MappedFile.Open(path, With(backend) with { ReadInsteadBytesMax = 10, Length = 10 });
        Assert.Equal(10, part.Length);
        foreach (MapAccess access in new[] { MapAccess.ReadWrite, MapAccess.CopyOnWrite })
        {
            Assert.Equal(
                IoErrorKind.NotSupported,
                Assert.Throws<NativeIoException>(() => MappedFile.Open(path, With(backend, access))).Kind);
        }
    }

    [Theory]
    [InlineData(IoErrorKind.OutOfMemory)]
    [InlineData(IoErrorKind.AccessDenied)]
    [InlineData(IoErrorKind.InvalidArgument)]
    public void Open_MappingFails_ThrowsAndLeavesNothing(IoErrorKind kind)
    {
        string path = _folder.Write("file", new byte[1000]);
        var backend = new ScriptedBackend(null, Fault.Fail(kind, "map")) { HasMapsForced = true };
        NativeIoException error = Assert.Throws<NativeIoException>(() => MappedFile.Open(path, With(backend)));
        Assert.Equal(kind, error.Kind);
        Assert.Equal("map", error.Operation);
        Assert.DoesNotContain(backend.Calls, static call => call.Operation == "unmap");
    }

    [Theory]
    [InlineData("map")]
    [InlineData("facts")]
    public void Open_InterruptedOrFailing_IsRepeatedOrThrown(string operation)
    {
        string path = _folder.Write("file", new byte[1000]);
        var failing = new ScriptedBackend(null, Fault.Fail(IoErrorKind.StaleFile, operation)) { HasMapsForced = true };
        Assert.Equal(
            IoErrorKind.StaleFile, Assert.Throws<NativeIoException>(() => MappedFile.Open(path, With(failing))).Kind);
        if (operation == "map" && PlatformSelector.Current.HasMaps)
        {
            var interrupted = new ScriptedBackend(null, Fault.Fail(IoErrorKind.Interrupted, operation));
            using MappedFile map = MappedFile.Open(path, With(interrupted));
            Assert.True(map.IsMapped);
            Assert.Equal(2, interrupted.Calls.Count(call => call.Operation == operation));
        }
    }

    [Fact]
    public void Open_BackendWithoutMappings_UsesTheFrameworks()
    {
        byte[] content = SeededRandom.Create().NextBytes(10_000);
        string path = _folder.Write("file", content);
        var backend = new ScriptedBackend { HasMapsForced = false };
        using (MappedFile map = MappedFile.Open(path, With(backend, MapAccess.ReadWrite) with { Offset = 4097 }))
        {
            Assert.True(map.IsMapped);
            Assert.DoesNotContain(backend.Calls, static call => call.Operation == "map");
            Assert.Equal(content.AsSpan(4097..), map.DangerousGetSpan(0, content.Length - 4097));
            map.DangerousGetWritableSpan(0, 3).Fill(7);
            map.Flush();
        }

        Assert.DoesNotContain(backend.Calls, static call => call.Operation == "unmap");
        Assert.Equal([7, 7, 7], File.ReadAllBytes(path)[4097..4100]);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Use_AfterDispose_Throws(string backend)
    {
        MappedFile map = MappedFile.Open(
            _folder.Write("file", new byte[100]), On(backend, MapAccess.ReadWrite));
        map.Dispose();
        map.Dispose();
        Assert.Throws<ObjectDisposedException>(() => map.Share());
        Assert.Throws<ObjectDisposedException>(() => map.Share(0, 1));
        Assert.Throws<ObjectDisposedException>(() => map.CopyTo(new byte[1], 0));
        Assert.Throws<ObjectDisposedException>(() => map.CopyFrom(new byte[1], 0));
        Assert.Throws<ObjectDisposedException>(() => map.ReadSlice(1, 0));
        Assert.Throws<ObjectDisposedException>(() => map.DangerousGetSpan(0, 1));
        Assert.Throws<ObjectDisposedException>(() => map.DangerousGetWritableSpan(0, 1));
        Assert.Throws<ObjectDisposedException>(() => map.Advise(MapAdvice.Normal));
        Assert.Throws<ObjectDisposedException>(() => map.Flush());
        Assert.Throws<ObjectDisposedException>(() => map.Remap());
        Assert.Throws<ObjectDisposedException>(() => map.Grow(1000));
    }
}
