using System;
using System.IO;
using System.Linq;
using System.Threading;
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
    public void Remap_FileGrew_ShowsMoreAndOldSlicesStay(string backend)
    {
        byte[] content = SeededRandom.Create().NextBytes(20 * s_page);
        string path = _folder.Write("file", content.AsSpan(..100));
        using MappedFile map = MappedFile.Open(path, On(backend, offset: 10));
        using BufferSlice old = map.Share();
        Assert.False(map.Remap());
        foreach (int length in new[] { 101, s_page, s_page + 1, 20 * s_page })
        {
            Append(path, content[(int)new FileInfo(path).Length..length]);
            long before = map.Length;
            Assert.Equal(before, map.DangerousGetSpan(0, (int)before).Length);
            Assert.True(map.Remap());
            Assert.Equal(length - 10, map.Length);
            Assert.Equal(content.AsSpan(10..length), map.DangerousGetSpan(0, length - 10));
            using BufferSlice all = map.Share();
            Assert.Equal(content[10..length], all.ToArray());
            Assert.Equal(content[10..100], old.ToArray());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Remap_InPlaceOrAnew_LeavesNothingBehind(bool mayGrowInPlace)
    {
        string path = _folder.Write("file", new byte[s_page]);
        var backend = new ScriptedBackend
        {
            Always = mayGrowInPlace ? Fault.None : Fault.Fail(IoErrorKind.OutOfMemory, "grow-map"),
        };
        using (MappedFile map = MappedFile.Open(path, With(backend, MapAccess.ReadWrite)))
        {
            using BufferSlice old = map.Share();
            for (int pages = 2; pages <= 32; pages *= 2)
            {
                map.Grow(pages * s_page);
                map.DangerousGetWritableSpan((pages * s_page) - 1, 1)[0] = (byte)pages;
                Assert.Equal(pages * s_page, new FileInfo(path).Length);
            }

            Assert.Equal(s_page, old.Length);
            Assert.Equal(0, old.AsSpan()[^1]);
        }

        Assert.Equal(32, File.ReadAllBytes(path)[^1]);
        Assert.Equal(16, File.ReadAllBytes(path)[(16 * s_page) - 1]);
        Assert.Equal(
            backend.Calls.Count(static call => call.Operation == "map"),
            backend.Calls.Count(static call => call.Operation == "unmap"));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Remap_FileCutEmptiedAndFilledAgain_FollowsIt(string backend)
    {
        byte[] content = SeededRandom.Create().NextBytes(3 * s_page);
        string path = _folder.Write("file", content);
        using MappedFile map = MappedFile.Open(path, On(backend));
        if (!TryCut(path, s_page + 5))
        {
            return;
        }

        Assert.True(map.Remap());
        Assert.Equal(content.AsSpan(..(s_page + 5)), map.DangerousGetSpan(0, s_page + 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.DangerousGetSpan(0, s_page + 6));
        if (!TryCut(path, 0))
        {
            return;
        }

        Assert.True(map.Remap());
        Assert.False(map.IsMapped);
        Append(path, "abc"u8.ToArray());
        Assert.True(map.Remap());
        Assert.True(map.IsMapped);
        Assert.Equal("abc"u8, map.DangerousGetSpan(0, 3));
    }

    // Platform: Windows refuses to replace a file that is mapped.
    [Trait("Platform", "linux")]
    [Fact]
    public void Remap_FileReplacedByRename_KeepsTheOldOne()
    {
        string path = _folder.Write("file", "old"u8);
        using MappedFile map = MappedFile.Open(path);
        File.Move(_folder.Write("new", "newer"u8), path, overwrite: true);
        Assert.False(map.Remap());
        Assert.Equal("old"u8, map.DangerousGetSpan(0, 3));
    }

    [Fact]
    public void Remap_SystemRefuses_KeepsWhatThereIs()
    {
        string path = _folder.Write("file", new byte[s_page]);
        var backend = new ScriptedBackend(
            null,
            Fault.Fail(IoErrorKind.OutOfMemory, "grow-map"),
            Fault.Fail(IoErrorKind.OutOfMemory, "map"))
        {
            HasMapsForced = true,
        };
        if (!PlatformSelector.Current.HasMaps)
        {
            return;
        }

        using MappedFile map = MappedFile.Open(path, With(backend, MapAccess.ReadWrite));
        Assert.Equal(IoErrorKind.OutOfMemory, Assert.Throws<NativeIoException>(() => map.Grow(9 * s_page)).Kind);
        Assert.Equal(s_page, map.Length);
        Assert.Equal(s_page, map.DangerousGetSpan(0, s_page).Length);
        Assert.Equal(0, backend.FaultsLeft);
        map.Grow(9 * s_page);
        Assert.Equal(9 * s_page, map.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Grow(s_page));
        Assert.Throws<ArgumentOutOfRangeException>(() => map.Grow(-1));
    }

    [Fact]
    public void Open_ForWritingANewFile_MakesItAsLongAsAsked()
    {
        string path = _folder.File("new");
        var options = new MappedFileOptions
        {
            Access = MapAccess.ReadWrite,
            Mode = FileOpenMode.OpenOrCreate,
            Offset = 10,
            Length = s_page,
        };
        using (MappedFile map = MappedFile.Open(path, options))
        {
            Assert.Equal(s_page, map.Length);
            map.CopyFrom("end"u8, s_page - 3);
            map.Grow(s_page + 1);
        }

        byte[] written = File.ReadAllBytes(path);
        Assert.Equal(s_page + 11, written.Length);
        Assert.Equal("end\0"u8.ToArray(), written[^4..]);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Remap_WhileOthersCopyAndShare_GivesOnlyRightBytes(string backend)
    {
        byte[] content = [.. Enumerable.Range(0, 64 * s_page).Select(static index => (byte)(index / 7))];
        string path = _folder.Write("file", content.AsSpan(..s_page));
        using MappedFile map = MappedFile.Open(path, On(backend));
        bool isOver = false;
        Task[] users = [.. Enumerable.Range(0, 3).Select(user => Task.Run(() =>
        {
            byte[] copy = new byte[s_page];
            while (!Volatile.Read(ref isOver))
            {
                long offset = Math.Max(0, map.Length - s_page);
                Assert.Equal(s_page, map.CopyTo(copy, offset));
                Assert.Equal(content[(int)offset..((int)offset + s_page)], copy);
                using BufferSlice slice = map.Share(offset, 100);
                Assert.Equal(content.AsSpan((int)offset, 100), slice.AsSpan());
            }
        }))];
        for (int pages = 2; pages <= 64; pages++)
        {
            Append(path, content[((pages - 1) * s_page)..(pages * s_page)]);
            Assert.True(map.Remap());
        }

        Volatile.Write(ref isOver, true);
        await Task.WhenAll(users);
    }

    [Fact]
    public void Open_FileOfTheKernel_IsReadAndReadAgain()
    {
        if (!File.Exists("/proc/self/status"))
        {
            Assert.False(OperatingSystem.IsLinux());
            return;
        }

        using MappedFile map = MappedFile.Open("/proc/self/status");
        Assert.False(map.IsMapped);
        Assert.NotNull(map.NotMappedReason);
        Assert.InRange(map.Length, 1, 100_000);
        using (BufferSlice all = map.Share())
        {
            Assert.StartsWith("Name:", all.GetString(), StringComparison.Ordinal);
        }

        Assert.True(map.Remap());
        using MappedFile name = MappedFile.Open("/proc/sys/kernel/ostype", new MappedFileOptions { Offset = 2 });
        Assert.Equal("nux\n"u8, name.DangerousGetSpan(0, 4));
        NativeIoException error = Assert.Throws<NativeIoException>(
            () => MappedFile.Open("/proc/self/status", new MappedFileOptions { ReadInsteadBytesMax = 0 }));
        Assert.Equal(IoErrorKind.NotSupported, error.Kind);
        Assert.Equal(
            IoErrorKind.EndOfFile,
            Assert.Throws<NativeIoException>(
                () => MappedFile.Open("/proc/sys/kernel/ostype", new MappedFileOptions { Length = 4096 })).Kind);
    }

    [Fact]
    public void Open_DirectReadOfWhatWasChangedInAMapping_SeesIt()
    {
        string path = _folder.Write("file", new byte[4 * s_page]);
        using MappedFile map = MappedFile.Open(path, new MappedFileOptions { Access = MapAccess.ReadWrite });
        map.DangerousGetWritableSpan(s_page, s_page).Fill(5);
        map.Flush();
        FileOpenFlags flags = FileOpenFlags.Direct;
        NativeFile file;
        try
        {
            file = NativeFile.Open(path, new NativeFileOptions { Flags = flags });
        }
        catch (NativeIoException)
        {
            // The file system or the backend has no direct transfers: the buffered ones must agree as well.
            file = NativeFile.Open(path);
        }

        using (file)
        {
            using BufferSlice read = file.ReadSlice(s_page, s_page);
            Assert.Equal(-1, read.AsSpan().IndexOfAnyExcept((byte)5));
        }

        using (NativeFile writer = NativeFile.Open(path, new NativeFileOptions { Access = FileAccess.Write }))
        {
            writer.Write(Enumerable.Repeat((byte)6, s_page).ToArray(), 2 * s_page);
        }

        Assert.Equal(-1, map.DangerousGetSpan(2 * s_page, s_page).IndexOfAnyExcept((byte)6));
    }

    private static void Append(string path, byte[] bytes)
    {
        using FileStream stream = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(bytes);
    }
}
