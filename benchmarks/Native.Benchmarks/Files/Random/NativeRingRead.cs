using System;
using System.Buffers;
using ChunkedBuffers;
using NativeIo;

namespace Native.Benchmarks;

/// <summary>Ours: a ring that is kept full.</summary>
internal sealed class NativeRingRead : Workload
{
    private readonly RandomReadWork _work;
    private readonly BatchRing _ring;
    private readonly NativeFile _file;
    private readonly IMemoryOwner<byte>[] _blocks;
    private readonly long[] _offsets;
    private CorpusRandom _random = new("random-native");

    public NativeRingRead(RandomReadWork work)
    {
        _work = work;
        _ring = new BatchRing(new BatchRingOptions { QueueDepth = work.QueueDepth });
        _file = NativeFile.Open(work.Path, new NativeFileOptions { Flags = FileOpenFlags.Direct });
        _offsets = new long[work.QueueDepth];
        _blocks = new IMemoryOwner<byte>[work.QueueDepth];
        for (int i = 0; i < _blocks.Length; i++)
        {
            _blocks[i] = BlockPool.Shared.Rent(FileWorkspace.BlockLength);
        }
    }

    public override Outcome Pass()
    {
        ulong right = 0;
        int queued = 0;
        while (queued < _work.QueueDepth)
        {
            Queue(queued++);
        }

        for (int taken = 0; taken < _work.Reads; taken++)
        {
            RingCompletion done = _ring.Take();
            done.ThrowIfFailed();
            int slot = (int)done.Tag;
            right += RandomReadWork.Check(_blocks[slot].Memory.Span[..done.Count], _offsets[slot]);
            if (queued < _work.Reads)
            {
                Queue(slot);
                queued++;
            }
        }

        return new Outcome(_work.Reads, (long)_work.Reads * FileWorkspace.BlockLength, right);
    }

    protected override void Release()
    {
        _ring.Dispose();
        _file.Dispose();
        foreach (IMemoryOwner<byte> block in _blocks)
        {
            block.Dispose();
        }
    }

    private void Queue(int slot)
    {
        _offsets[slot] = _work.NextOffset(ref _random);
        if (!_ring.TryRead(_file, _blocks[slot].Memory[..FileWorkspace.BlockLength], _offsets[slot], slot))
        {
            throw new InvalidOperationException("The ring has no room for what was taken from it.");
        }
    }
}
