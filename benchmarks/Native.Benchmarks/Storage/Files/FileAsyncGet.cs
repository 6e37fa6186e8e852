using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Native.Benchmarks;

/// <summary>File.ReadAllBytesAsync: a new array for each value.</summary>
internal sealed class FileAsyncGet : GetWorkload
{
    private readonly string[] _paths;

    public FileAsyncGet(StoreWork work)
        : base(work)
    {
        string folder = work.ObjectFolder();
        _paths = [.. work.Keys().Select(key => Path.Combine(folder, key))];
    }

    protected override async Task<ulong> RunLane(int lane, ReadOnlyMemory<int> keys)
    {
        ulong checksum = 0;
        for (int op = 0; op < keys.Length; op++)
        {
            int key = keys.Span[op];
            checksum += Look(await File.ReadAllBytesAsync(_paths[key]), key);
        }

        return checksum;
    }
}
