using System;
using System.IO;
using System.Threading.Tasks;

namespace Native.Benchmarks;

/// <summary>A transaction for each put; LMDB lets one at a time write.</summary>
internal sealed class LmdbPut : PutWorkload
{
    private readonly string _folder;
    private readonly PinnedKeys _keys;
    private readonly LmdbEnvironment _environment;

    public LmdbPut(StoreWork work, bool isDurable)
        : base(work)
    {
        _folder = work.FreshFolder($"lmdb-put-{isDurable}-{work.Size.Name}-{work.Lanes}");
        _keys = new PinnedKeys(Keys);
        _environment = new LmdbEnvironment(_folder, isDurable);
    }

    protected override Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        foreach (int key in keys.Span)
        {
            _environment.Put(_keys.AddressOf(key), _keys.LengthOf(key), Value);
            checksum += OneValue;
        }

        return Task.FromResult(checksum);
    }

    protected override byte[] Read(int key)
    {
        var value = new byte[Value.Length];
        nint reader = _environment.BeginReading();
        int length = _environment.Get(reader, _keys.AddressOf(key), _keys.LengthOf(key), value);
        LmdbEnvironment.EndReading(reader);
        return value[..length];
    }

    protected override void Release()
    {
        _environment.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
