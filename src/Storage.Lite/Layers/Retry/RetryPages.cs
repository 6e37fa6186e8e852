using System;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>A list that begins anew after the last page it had, when a page fails.</summary>
internal sealed class RetryPages(ListOptions options) : IAsyncDisposable
{
    private ListOptions _options = options;
    private PageSource? _source;

    internal StoragePage Current { get; private set; } = new([]);

    public ValueTask DisposeAsync() => _source?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal async ValueTask<bool> MoveNextAsync(IStorage store, CancellationToken cancellation)
    {
        _source ??= new PageSource(store, _options);
        try
        {
            if (!await _source.MoveNextAsync(cancellation).ConfigureAwait(false))
            {
                return false;
            }
        }
        catch
        {
            // An enumerator that threw is at its end.
            PageSource failed = _source;
            _source = null;
            await failed.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        Current = _source.Current;
        _options = _options with { StartAfter = Current.Continuation ?? _options.StartAfter };
        return true;
    }
}
