using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Native.Benchmarks;

/// <summary>
/// File.WriteAllBytesAsync to another name and File.Move: old or new, like ours. The framework cannot flush a folder,
/// so it has no durable put.
/// </summary>
internal sealed class FileAsyncPut : PutWorkload
{
    private readonly string _folder;
    private readonly string[] _paths;
    private readonly string[] _unfinished;

    public FileAsyncPut(StoreWork work)
        : base(work)
    {
        _folder = work.FreshFolder($"file-put-{work.Size.Name}-{work.Lanes}");
        _paths = [.. Keys.Select(key => Path.Combine(_folder, key))];
        _unfinished = [.. Enumerable.Range(0, work.Lanes).Select(
            lane => Path.Combine(_folder, "unfinished-" + lane.ToString(CultureInfo.InvariantCulture)))];
    }

    protected override async Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        for (int op = 0; op < keys.Length; op++)
        {
            await File.WriteAllBytesAsync(_unfinished[lane], Value);
            File.Move(_unfinished[lane], _paths[keys.Span[op]], overwrite: true);
            checksum += OneValue;
        }

        return checksum;
    }

    protected override byte[] Read(int key) => File.ReadAllBytes(_paths[key]);

    protected override void Release() => Directory.Delete(_folder, recursive: true);
}
