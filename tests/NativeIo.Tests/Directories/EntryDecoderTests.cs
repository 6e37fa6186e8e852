using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class EntryDecoderTests
{
    [Fact]
    public void TryRead_WholeRecords_GivesEveryNameAndKind()
    {
        byte[] bytes = new EntryBytes()
            .Add("file", 8).Add("folder", 4).Add("link", 10).Add("pipe", 1).Add("socket", 12).Add("tty", 2)
            .Add("disk", 6).Add("unknown", 0).Add("newer", 14).Add(new string('n', 255), 8).ToArray();
        (string Name, FileKind Kind)[] expected =
        [
            ("file", FileKind.Regular), ("folder", FileKind.Directory), ("link", FileKind.Link),
            ("pipe", FileKind.Pipe), ("socket", FileKind.Socket), ("tty", FileKind.CharacterDevice),
            ("disk", FileKind.BlockDevice),
            ("unknown", FileKind.Unknown), ("newer", FileKind.Unknown), (new string('n', 255), FileKind.Regular),
        ];
        Assert.Equal(expected, Decode(bytes, out int position));
        Assert.Equal(bytes.Length, position);
    }

    [Fact]
    public void TryRead_NameThatIsNoText_KeepsItsBytes()
    {
        byte[] bytes = new EntryBytes().Add([0xff, 0xc3, 0x28], 8).ToArray();
        int position = 0;
        Assert.True(EntryDecoder.TryRead(bytes, ref position, out ReadOnlySpan<byte> name, out _));
        Assert.Equal([0xff, 0xc3, 0x28], name.ToArray());
    }

    [Fact]
    public void TryRead_CutAtEveryByte_StopsInFrontOfTheCut()
    {
        byte[] bytes = new EntryBytes().Add("first", 8).Add("second", 8).ToArray();
        for (int length = 0; length < bytes.Length; length++)
        {
            // Against an inaccessible page, so that reading behind the bytes ends the process.
            using GuardedMemory memory = GuardedMemory.CopyOf(bytes.AsSpan(0, length));
            int expected = length < 32 ? 0 : 1;
            List<(string Name, FileKind Kind)> found = Decode(memory.GetSpan(), out int position);
            Assert.Equal(expected, found.Count);
            Assert.Equal(expected * 32, position);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(19)]
    [InlineData(33)]
    [InlineData(65535)]
    public void TryRead_LengthThatMakesNoSense_IsRefused(int length)
    {
        byte[] bytes = new EntryBytes().Add("a name"u8.ToArray(), 8, length).ToArray();
        Assert.Equal(32, bytes.Length);
        Assert.Empty(Decode(bytes, out int position));
        Assert.Equal(0, position);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("/etc")]
    public void TryRead_NameThatLeadsElsewhere_IsRefused(string name)
    {
        byte[] bytes = new EntryBytes().Add(name, 8).Add("next", 8).ToArray();
        Assert.Empty(Decode(bytes, out _));
    }

    [Fact]
    public void TryRead_NameWithoutEnd_IsRefused()
    {
        byte[] bytes = new EntryBytes().Add(Enumerable.Repeat((byte)'x', 12).ToArray(), 8).ToArray();
        bytes.AsSpan(19).Fill((byte)'x');
        Assert.Empty(Decode(bytes, out _));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(25)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void TryRead_PositionOutside_IsTheEnd(int position)
    {
        byte[] bytes = new EntryBytes().Add("a", 8).ToArray();
        Assert.False(EntryDecoder.TryRead(bytes, ref position, out _, out _));
    }

    private static List<(string Name, FileKind Kind)> Decode(ReadOnlySpan<byte> bytes, out int position)
    {
        List<(string, FileKind)> found = [];
        position = 0;
        while (EntryDecoder.TryRead(bytes, ref position, out ReadOnlySpan<byte> name, out FileKind kind))
        {
            found.Add((Encoding.UTF8.GetString(name), kind));
        }

        return found;
    }
}
