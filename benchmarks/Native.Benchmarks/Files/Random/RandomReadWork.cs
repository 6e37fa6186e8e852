using System;
using System.Runtime.InteropServices;

namespace Native.Benchmarks;

/// <summary>Reads of 4 KiB at random places around the page cache, so many of them in flight.</summary>
internal sealed record RandomReadWork(FileWorkspace Files, int QueueDepth)
{
    /// <summary>Reads of one pass.</summary>
    public int Reads => QueueDepth == 1 ? 256 : QueueDepth * 64;

    public Outcome Expected => new(Reads, (long)Reads * FileWorkspace.BlockLength, (ulong)Reads);

    public string Path => Files.RandomBlocksFile();

    public long NextOffset(ref CorpusRandom random) =>
        random.Next(0, Files.RandomBlocks) * (long)FileWorkspace.BlockLength;

    /// <summary>Each block begins with its number: 1 when the right one was read.</summary>
    public static ulong Check(ReadOnlySpan<byte> block, long offset) =>
        MemoryMarshal.Read<long>(block) == offset / FileWorkspace.BlockLength ? 1u : 0;
}
