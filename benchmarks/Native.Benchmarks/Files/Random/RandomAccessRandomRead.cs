using System;
using System.Buffers;
using System.IO;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo;

namespace Native.Benchmarks;

/// <summary>
/// RandomAccess.ReadAsync, as many loops as reads in flight. The framework cannot open a file around the page cache on
/// Linux, so it gets the handle of one that we opened.
/// </summary>
internal sealed class RandomAccessRandomRead : Workload
{
    private readonly RandomReadWork _work;
    private readonly NativeFile _file;
    private readonly IMemoryOwner<byte>[] _blocks;
    private readonly CorpusRandom[] _randoms;
    private readonly Task<ulong>[] _loops;

    public RandomAccessRandomRead(RandomReadWork work)
    {
        _work = work;
        _file = NativeFile.Open(work.Path, new NativeFileOptions { Flags = FileOpenFlags.Direct });
        _loops = new Task<ulong>[work.QueueDepth];
        _randoms = new CorpusRandom[work.QueueDepth];
        _blocks = new IMemoryOwner<byte>[work.QueueDepth];
        for (int i = 0; i < _blocks.Length; i++)
        {
            _randoms[i] = new CorpusRandom($"random-access-{i}");
            _blocks[i] = BlockPool.Shared.Rent(FileWorkspace.BlockLength);
        }
    }

    public override Outcome Pass()
    {
        for (int i = 0; i < _loops.Length; i++)
        {
            _loops[i] = ReadSome(i, _work.Reads / _work.QueueDepth);
        }

        ulong right = 0;
        foreach (Task<ulong> loop in _loops)
        {
            right += loop.GetAwaiter().GetResult();
        }

        return new Outcome(_work.Reads, (long)_work.Reads * FileWorkspace.BlockLength, right);
    }

    protected override void Release()
    {
        _file.Dispose();
        foreach (IMemoryOwner<byte> block in _blocks)
        {
            block.Dispose();
        }
    }

    private async Task<ulong> ReadSome(int slot, int count)
    {
        ulong right = 0;
        Memory<byte> memory = _blocks[slot].Memory[..FileWorkspace.BlockLength];
        for (int i = 0; i < count; i++)
        {
            long offset = _work.NextOffset(ref _randoms[slot]);
            int length = await RandomAccess.ReadAsync(_file.Handle, memory, offset).ConfigureAwait(false);
            right += RandomReadWork.Check(memory.Span[..length], offset);
        }

        return right;
    }
}
