using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Native.Benchmarks;

/// <summary>A row of a SQLite table for each value, copied out; a connection for each lane.</summary>
internal sealed class SqliteGet : GetWorkload
{
    private readonly string _folder;
    private readonly PinnedKeys _keys;
    private readonly SqliteConnection[] _connections;
    private readonly byte[][] _buffers;

    public SqliteGet(StoreWork work)
        : base(work)
    {
        _folder = work.FreshFolder($"sqlite-get-{work.Size.Name}-{work.Lanes}");
        _keys = new PinnedKeys(work.Keys());
        string path = Path.Combine(_folder, "objects.db");
        _connections = [.. Enumerable.Range(0, work.Lanes).Select(_ => new SqliteConnection(path, isDurable: false))];
        _buffers = [.. _connections.Select(_ => new byte[work.Size.Length])];
        byte[] pinned = GC.AllocateUninitializedArray<byte>(work.Size.Length, pinned: true);
        for (int key = 0; key < work.Size.KeyCount; key++)
        {
            work.ValueOf(key).CopyTo(pinned, 0);
            _connections[0].Put(_keys.AddressOf(key), _keys.LengthOf(key), pinned);
        }
    }

    protected override Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        byte[] buffer = _buffers[lane];
        foreach (int key in keys.Span)
        {
            int length = _connections[lane].Get(_keys.AddressOf(key), _keys.LengthOf(key), buffer);
            checksum += Look(buffer.AsSpan(0, length), key);
        }

        return Task.FromResult(checksum);
    }

    protected override void Release()
    {
        Array.ForEach(_connections, static connection => connection.Dispose());
        Directory.Delete(_folder, recursive: true);
    }
}
