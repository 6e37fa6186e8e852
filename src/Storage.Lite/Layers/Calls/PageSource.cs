using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>
/// A list under way, each of whose pages is a call with a token of its own. An enumerator has one token for all; here
/// it is cancelled when a page's is.
/// </summary>
internal sealed class PageSource : IAsyncDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly IAsyncEnumerator<StoragePage> _pages;

    internal PageSource(IStorage store, ListOptions? options)
    {
        _pages = store.ListPagesAsync(options, _source.Token).GetAsyncEnumerator(_source.Token);
    }

    internal StoragePage Current => _pages.Current;

    public async ValueTask DisposeAsync()
    {
        await _pages.DisposeAsync().ConfigureAwait(false);
        _source.Dispose();
    }

    internal ValueTask<bool> MoveNextAsync(CancellationToken cancellation)
    {
        ValueTask<bool> task = _pages.MoveNextAsync();
        return task.IsCompletedSuccessfully || !cancellation.CanBeCanceled ? task : AwaitAsync(task, cancellation);
    }

    private async ValueTask<bool> AwaitAsync(ValueTask<bool> task, CancellationToken cancellation)
    {
        CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), _source);
        await using (registration.ConfigureAwait(false))
        {
            return await task.ConfigureAwait(false);
        }
    }
}
