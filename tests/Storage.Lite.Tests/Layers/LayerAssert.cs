using System.Threading;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Tests.Layers;

/// <summary>What every layer promises.</summary>
internal static class LayerAssert
{
    /// <summary>A get that the store answers at once ends at once, and allocates nothing.</summary>
    internal static void GetIsFlat(IStorage storage, StorageKey key)
    {
        using var source = new CancellationTokenSource();
        CancellationToken token = source.Token;
        AllocationAssert.Flat(() =>
        {
            ValueTask<StorageContent> task = storage.TryGetAsync(key, default, token);
            Assert.True(task.IsCompletedSuccessfully);
            task.GetAwaiter().GetResult().Dispose();
        });
    }
}
