using System;
using System.IO;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

/// <content>Ways to open a file, and what is done to one besides reading and writing, on each backend.</content>
public sealed partial class NativeFileTests
{
    public static TheoryData<string> Backends => [.. PlatformSelector.Available];

    [Theory]
    [MemberData(nameof(Backends))]
    public void Append_WhateverOffset_WritesAtTheEnd(string backend)
    {
        string path = _folder.Write("log", "head "u8);
        using (NativeFile file = NativeFile.Open(path, On(backend, FileOpenFlags.Append)))
        {
            file.Write("one "u8, 0);
            using (NativeFile other = NativeFile.Open(path, On(backend, FileOpenFlags.Append)))
            {
                other.Write("two "u8, 1);
            }

            file.Write("three"u8, NativeFile.AtPosition);
        }

        Assert.Equal("head one two three", File.ReadAllText(path));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Temporary_FileInAFolder_HoldsBytesAndLeavesNothing(string backend)
    {
        NativeFileOptions options = On(backend, FileOpenFlags.Temporary) with { Access = FileAccess.ReadWrite };
        using (NativeFile file = NativeFile.Open(_folder.Path, options))
        {
            file.Write("secret"u8, 0);
            byte[] read = new byte[6];
            Assert.Equal(6, file.ReadFull(read, 0));
            Assert.Equal("secret"u8.ToArray(), read);
            if (backend is "linux" or "posix")
            {
                Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
            }
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    // Platform: making links takes a right on Windows.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(Backends))]
    public void NoFollow_LastNameIsALink_IsRefused(string backend)
    {
        string path = _folder.Write("file", "abc"u8);
        File.CreateSymbolicLink(_folder.File("link"), path);
        NativeFileOptions options = On(backend, FileOpenFlags.NoFollow);
        Assert.Equal(
            IoErrorKind.LinkLoop,
            Assert.Throws<NativeIoException>(() => NativeFile.Open(_folder.File("link"), options)).Kind);
        using NativeFile file = NativeFile.Open(path, options);
        Assert.Equal(3, file.Length);
        using NativeFile followed = NativeFile.Open(_folder.File("link"), On(backend));
        Assert.Equal(3, followed.Length);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Hints_OfOpening_ChangeNoByte(string backend)
    {
        FileOpenFlags[] all = [FileOpenFlags.WriteThrough, FileOpenFlags.SequentialScan, FileOpenFlags.RandomAccess];
        foreach (FileOpenFlags flags in all)
        {
            string path = _folder.File("file");
            using (NativeFile file = NativeFile.Open(path, On(backend, flags) with { Mode = FileOpenMode.Create }))
            {
                file.Write("hello"u8, 2);
                foreach (FileAdvice advice in Enum.GetValues<FileAdvice>())
                {
                    // Taken or not.
                    _ = file.Advise(advice, 0, 3);
                }

                byte[] read = new byte[7];
                Assert.Equal(7, file.ReadFull(read, 0));
                Assert.Equal("\0\0hello"u8.ToArray(), read);
            }

            Assert.Equal("\0\0hello"u8.ToArray(), File.ReadAllBytes(path));
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void SetLength_ShorterOrLonger_CutsOrFillsWithZeros(string backend)
    {
        string path = _folder.Write("file", "hello world"u8);
        using (NativeFile file = NativeFile.Open(path, On(backend)))
        {
            file.SetLength(5);
            Assert.Equal(5, file.Length);
            file.SetLength(7);
            file.Flush();
            file.Flush(FlushLevel.Full);
            file.Flush(FlushLevel.None);
        }

        Assert.Equal("hello\0\0"u8.ToArray(), File.ReadAllBytes(path));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void TryAllocate_FileWithBytes_KeepsThemAndItsLength(string backend)
    {
        string path = _folder.Write("file", "hello"u8);
        using NativeFile file = NativeFile.Open(path, On(backend));
        bool isReserved = file.TryAllocate(0, 1024 * 1024);
        Assert.Equal(5, file.Length);
        Assert.True(!isReserved || file.GetFacts().AllocatedBytes >= 1024 * 1024, "What is reserved is stored.");
        Assert.Equal("hello", ReadText(file));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void GetFacts_FileAndFolder_AreWhatTheFrameworkSays(string backend)
    {
        string path = _folder.Write("file", new byte[10_000]);
        using NativeFile file = NativeFile.Open(path, On(backend));
        FileFacts facts = file.GetFacts();
        Assert.Equal((FileKind.Regular, 10_000), (facts.Kind, facts.Length));
        TimeSpan difference = (facts.ModifiedAt - File.GetLastWriteTimeUtc(path)).Duration();
        Assert.InRange(difference, TimeSpan.Zero, TimeSpan.FromMilliseconds(2));
        FileBackend known = PlatformSelector.Create(backend);
        Assert.True(known.GetFacts(path, followsLinks: true, out FileFacts byPath).IsSuccess);
        Assert.Equal((facts.Kind, facts.Length, facts.Identity), (byPath.Kind, byPath.Length, byPath.Identity));
        Assert.True(known.GetFacts(_folder.Path, followsLinks: true, out FileFacts folder).IsSuccess);
        Assert.Equal(FileKind.Directory, folder.Kind);
    }

    // Platform: needs /dev/full.
    [Trait("Platform", "linux")]
    [Theory]
    [MemberData(nameof(Backends))]
    public void Write_DeviceThatIsAlwaysFull_SaysSo(string backend)
    {
        NativeFileOptions options = On(backend) with { Access = FileAccess.Write };
        using NativeFile full = NativeFile.Open("/dev/full", options);
        NativeIoException error = Assert.Throws<NativeIoException>(() => full.Write("abc"u8, NativeFile.AtPosition));
        Assert.Equal((IoErrorKind.NoSpace, "write", 0), (error.Kind, error.Operation, error.BytesTransferred));
        ReadOnlyMemory<byte>[] pieces = ["abc"u8.ToArray(), "def"u8.ToArray()];
        error = Assert.Throws<NativeIoException>(() => full.Write(pieces, NativeFile.AtPosition));
        Assert.Equal((IoErrorKind.NoSpace, 0), (error.Kind, error.BytesTransferred));
    }

    private static NativeFileOptions On(string backend, FileOpenFlags flags = FileOpenFlags.None) => new()
    {
        Access = flags == FileOpenFlags.Append ? FileAccess.Write : FileAccess.ReadWrite,
        Flags = flags,
        Backend = PlatformSelector.Create(backend),
    };

    private static string ReadText(NativeFile file)
    {
        byte[] read = new byte[file.Length];
        Assert.Equal(read.Length, file.ReadFull(read, 0));
        return System.Text.Encoding.UTF8.GetString(read);
    }
}
