using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <content>Listing.</content>
public partial class EnvelopeStorage
{
    /// <inheritdoc/>
    public override IAsyncEnumerable<StoragePage> ListPagesAsync(
        ListOptions? options = null, CancellationToken cancellation = default) =>
        _options.ListsReadHeaders || !_manifestKey.IsEmpty
            ? RewritePagesAsync(options, cancellation)
            : Inner.ListPagesAsync(options, cancellation);

    private async IAsyncEnumerable<StoragePage> RewritePagesAsync(
        ListOptions? options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (StoragePage page in Inner.ListPagesAsync(options, cancellation).ConfigureAwait(false))
        {
            yield return await RewritePageAsync(page, cancellation).ConfigureAwait(false);
        }
    }

    private async ValueTask<StoragePage> RewritePageAsync(StoragePage page, CancellationToken cancellation)
    {
        var entries = new List<StorageEntry>(page.Entries.Count);
        foreach (StorageEntry listed in page.Entries)
        {
            if (listed.Key == _manifestKey)
            {
                continue;
            }

            StorageEntry? entry = _options.ListsReadHeaders
                ? await TryStatAsync(listed.Key, cancellation).ConfigureAwait(false)
                : listed;
            if (entry is not null)
            {
                entries.Add(entry.Value);
            }
        }

        return new StoragePage(entries, page.Prefixes, page.Continuation);
    }
}
