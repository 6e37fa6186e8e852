using System;
using System.Linq;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class ReadAheadReaderTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_InOrder_TellsTheSystemOnce()
    {
        byte[] content = SeededRandom.Create().NextBytes(40_000);
        var backend = new ScriptedBackend();
        using ReadAheadReader reader = ReadAheadReader.Open(
            _folder.Write("file", content), new ReadOptions { Backend = backend });
        byte[] read = new byte[4000];
        for (int offset = 0; offset < content.Length; offset += read.Length)
        {
            Assert.Equal(read.Length, reader.Read(read, offset));
            Assert.Equal(content[offset..(offset + read.Length)], read);
        }

        Assert.Equal(AccessPattern.Sequential, reader.Pattern);
        Assert.Equal(FileAdvice.Sequential, Assert.Single(backend.Advices).Advice);
    }

    [Fact]
    public void ReadSlice_InSteps_HasTheNextOneFetched()
    {
        using var pool = new TrackingBlockPool();
        byte[] content = SeededRandom.Create().NextBytes(800_000);
        var backend = new ScriptedBackend();
        using ReadAheadReader reader = ReadAheadReader.Open(
            _folder.Write("file", content), new ReadOptions { Backend = backend, Pool = pool.Pool });
        for (int offset = 0; offset < content.Length; offset += 100_000)
        {
            using BufferSlice slice = reader.ReadSlice(16, offset);
            Assert.Equal(content[offset..(offset + 16)], slice.ToArray());
        }

        Assert.Equal(AccessPattern.Strided, reader.Pattern);
        Assert.Equal(FileAdvice.Random, backend.Advices[0].Advice);
        Assert.Equal((FileAdvice.WillNeed, 800_000L, 16L), backend.Advices.Last());
    }

    [Fact]
    public void Read_SystemTakesNoHints_ReadsAllTheSame()
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.NotSupported, "advise") };
        using ReadAheadReader reader = ReadAheadReader.Open(
            _folder.Write("file", "abcdef"u8), new ReadOptions { Backend = backend });
        byte[] read = new byte[1];
        for (int offset = 0; offset < 6; offset++)
        {
            Assert.Equal(1, reader.Read(read, offset));
            Assert.Equal("abcdef"u8[offset], read[0]);
        }
    }

    [Fact]
    public void Use_WrongArgumentsOrAfterDispose_Throws()
    {
        ReadAheadReader reader = ReadAheadReader.Open(_folder.Write("file", "abc"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Read(new byte[1], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadSlice(-1, 0));
        reader.Dispose();
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.Read(new byte[1], 0));
    }
}
