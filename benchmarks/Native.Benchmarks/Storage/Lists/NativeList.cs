using System.Threading.Tasks;
using Storage.Lite;

namespace Native.Benchmarks;

/// <summary>Ours: pages of a thousand entries with length, time and version.</summary>
internal sealed class NativeList(ListWork work) : Workload
{
    private readonly FileStorage _storage = FileStorage.Open(work.Folder());

    public override Outcome Pass() => ListAsync().GetAwaiter().GetResult();

    protected override void Release() => _storage.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<Outcome> ListAsync()
    {
        long count = 0;
        ulong hash = 0;
        ulong checksum = 0;
        await foreach (StoragePage page in _storage.ListPagesAsync())
        {
            foreach (StorageEntry entry in page.Entries)
            {
                hash = ListHash.Next(hash, entry.Key.Text, entry.Length);
                checksum += hash;
                count++;
            }
        }

        return new Outcome(count, count, checksum);
    }
}
