using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Native.Benchmarks;

/// <summary>A transaction for each put; a connection for each lane.</summary>
internal sealed class SqlitePut : PutWorkload
{
    private readonly string _folder;
    private readonly PinnedKeys _keys;
    private readonly SqliteConnection[] _connections;

    public SqlitePut(StoreWork work, bool isDurable)
        : base(work)
    {
        _folder = work.FreshFolder($"sqlite-put-{isDurable}-{work.Size.Name}-{work.Lanes}");
        _keys = new PinnedKeys(Keys);
        string path = Path.Combine(_folder, "objects.db");
        _connections = [.. Enumerable.Range(0, work.Lanes).Select(_ => new SqliteConnection(path, isDurable))];
    }

    protected override Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        foreach (int key in keys.Span)
        {
            _connections[lane].Put(_keys.AddressOf(key), _keys.LengthOf(key), Value);
            checksum += OneValue;
        }

        return Task.FromResult(checksum);
    }

    protected override byte[] Read(int key)
    {
        var value = new byte[Value.Length];
        return value[.._connections[0].Get(_keys.AddressOf(key), _keys.LengthOf(key), value)];
    }

    protected override void Release()
    {
        Array.ForEach(_connections, static connection => connection.Dispose());
        Directory.Delete(_folder, recursive: true);
    }
}
