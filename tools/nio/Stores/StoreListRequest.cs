using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>Lists keys, a page at a time.</summary>
internal sealed record StoreListRequest : StoreRequest
{
    internal override string Verb => "ls";

    internal override bool IsLong => ShowsDetails;

    internal required ListOptions Options { get; init; }

    internal bool ShowsDetails { get; init; }

    /// <summary>Gets the most rows.</summary>
    internal long RowsMax { get; init; } = long.MaxValue;

    internal override async Task RunAsync(StoreJob job)
    {
        await using IStorage storage = await job.OpenAsync();
        ListOptions options = Options with { PageSize = (int)Math.Min(RowsMax, ListOptions.PageSizeMax) };
        long left = RowsMax;
        await foreach (StoragePage page in storage.ListPagesAsync(options, job.Cancellation))
        {
            foreach (StoreItem item in InOrder(page))
            {
                job.Cancellation.ThrowIfCancellationRequested();
                job.Add(item);
                if (--left == 0)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Objects and prefixes, as their UTF-8 bytes order them.</summary>
    private static IEnumerable<StoreItem> InOrder(StoragePage page)
    {
        IEnumerable<StoreItem> entries = page.Entries.Select(
            static entry => StoreItem.Of(StoreAction.Listed, entry));
        return page.Prefixes.Count == 0
            ? entries
            : entries
                .Concat(page.Prefixes.Select(
                    static prefix => new StoreItem(StoreAction.Listed, prefix) { IsPrefix = true }))
                .OrderBy(
                    static item => Encoding.UTF8.GetBytes(item.Key),
                    Comparer<byte[]>.Create(static (left, right) => left.AsSpan().SequenceCompareTo(right)));
    }
}
