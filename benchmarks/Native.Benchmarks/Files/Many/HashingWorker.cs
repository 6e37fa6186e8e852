using System;
using NativeIo;

namespace Native.Benchmarks;

/// <summary>Sums up the files that one worker of a scan reads.</summary>
internal sealed class HashingWorker(int rootLength) : ScanWorker
{
    public long Files { get; private set; }

    public long Bytes { get; private set; }

    public ulong Checksum { get; private set; }

    public override void OnChunk(in ScanChunk chunk)
    {
        if (!chunk.IsWholeFile)
        {
            throw new InvalidOperationException($"{chunk.Path} is longer than a chunk.");
        }

        Files++;
        Bytes += chunk.Span.Length;
        Checksum += SmallFileHash.Of(chunk.Path.ToString(), rootLength, chunk.Span);
    }

    public override void OnFile(in ScannedFile file)
    {
        if (file.Error is not null)
        {
            throw file.Error;
        }
    }
}
