using System;
using System.Buffers;
using ChunkedBuffers;
using NativeIo;

namespace Native.Benchmarks;

/// <summary>Ours in batches: all reads of a pass are described first, then the reader does them.</summary>
internal sealed class NativeBatchRead : Workload
{
    private readonly RandomReadWork _work;
    private readonly DirectFileReader _reader;
    private readonly IMemoryOwner<byte>[] _blocks;
    private readonly DirectRead[] _reads;
    private CorpusRandom _random = new("random-native-batch");

    public NativeBatchRead(RandomReadWork work)
    {
        _work = work;
        _reader = DirectFileReader.Open(work.Path, new DirectFileOptions { QueueDepth = work.QueueDepth });
        _reads = new DirectRead[work.Reads];
        _blocks = new IMemoryOwner<byte>[work.Reads];
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = BlockPool.Shared.Rent(FileWorkspace.BlockLength);
        }
    }

    public override Outcome Pass()
    {
        for (int i = 0; i < _reads.Length; i++)
        {
            long offset = _work.NextOffset(ref _random);
            _reads[i] = new DirectRead(offset, _blocks[i].Memory[..FileWorkspace.BlockLength]);
        }

        int failed = _reader.ReadBatch(_reads);
        ulong right = 0;
        foreach (ref readonly DirectRead read in _reads.AsSpan())
        {
            right += RandomReadWork.Check(read.Destination.Span[..read.Count], read.Offset);
        }

        return new Outcome(
            _reads.Length - failed, (long)_reads.Length * FileWorkspace.BlockLength, right);
    }

    protected override void Release()
    {
        _reader.Dispose();
        foreach (IMemoryOwner<byte> block in _blocks)
        {
            block.Dispose();
        }
    }
}
