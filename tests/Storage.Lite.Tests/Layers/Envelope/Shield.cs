using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Tests;

/// <summary>
/// Lets several layers sit on one store, which none of them disposes, takes its expiry away, counts what is read, and
/// does something before each read.
/// </summary>
internal sealed class Shield(IStorage inner) : StorageLayer(inner)
{
    public override StorageCapabilities Capabilities { get; } = inner.Capabilities with { Expires = false };

    public long BytesRead { get; set; }

    public Func<Task>? BeforeRead { get; set; }

    public Func<Task>? BeforeDelete { get; set; }

    public override async ValueTask<bool> DeleteAsync(
        StorageKey key, StorageCondition condition = default, CancellationToken cancellation = default)
    {
        await (BeforeDelete?.Invoke() ?? Task.CompletedTask);
        return await Inner.DeleteAsync(key, condition, cancellation);
    }

    public override async ValueTask<StorageContent> TryGetAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        StorageContent content = await Inner.TryGetAsync(key, options, cancellation);
        BytesRead += content.Bytes.Length;
        await (BeforeRead?.Invoke() ?? Task.CompletedTask);
        return content;
    }

    public override async ValueTask<StorageReader> TryOpenReadAsync(
        StorageKey key, GetOptions options = default, CancellationToken cancellation = default)
    {
        StorageReader reader = await Inner.TryOpenReadAsync(key, options, cancellation);
        return new CountingReader(this, reader);
    }

#pragma warning disable CA2215 // The store below is the test's, which disposes it.
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
#pragma warning restore CA2215

    private sealed class CountingReader(Shield owner, StorageReader inner)
        : StorageReader(inner.Outcome, inner.Entry, inner.Start)
    {
        public override async ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default)
        {
            BufferSlice portion = await inner.ReadAsync(cancellation);
            owner.BytesRead += portion.Length;
            return portion;
        }

        public override ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
