using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Native.Benchmarks;

/// <summary>A value of an LMDB database, copied out; a reader for each lane.</summary>
internal sealed class LmdbGet : GetWorkload
{
    private readonly string _folder;
    private readonly PinnedKeys _keys;
    private readonly LmdbEnvironment _environment;
    private readonly nint[] _readers;
    private readonly byte[][] _buffers;

    public LmdbGet(StoreWork work)
        : base(work)
    {
        _folder = work.FreshFolder($"lmdb-get-{work.Size.Name}-{work.Lanes}");
        _keys = new PinnedKeys(work.Keys());
        _environment = new LmdbEnvironment(_folder, isDurable: false);
        byte[] pinned = GC.AllocateUninitializedArray<byte>(work.Size.Length, pinned: true);
        for (int key = 0; key < work.Size.KeyCount; key++)
        {
            work.ValueOf(key).CopyTo(pinned, 0);
            _environment.Put(_keys.AddressOf(key), _keys.LengthOf(key), pinned);
        }

        _readers = [.. Enumerable.Range(0, work.Lanes).Select(_ => _environment.BeginReading())];
        _buffers = [.. _readers.Select(_ => new byte[work.Size.Length])];
    }

    protected override Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        byte[] buffer = _buffers[lane];
        foreach (int key in keys.Span)
        {
            int length = _environment.Get(_readers[lane], _keys.AddressOf(key), _keys.LengthOf(key), buffer);
            checksum += Look(buffer.AsSpan(0, length), key);
        }

        return Task.FromResult(checksum);
    }

    protected override void Release()
    {
        Array.ForEach(_readers, LmdbEnvironment.EndReading);
        _environment.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
