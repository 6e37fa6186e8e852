using System;
using System.Threading;

namespace Storage.Lite.S3;

/// <summary>
/// Ends a request that stands still. Every byte that is sent or received gives it its whole time again, so that a
/// large value over a slow line is no failure and a server that stopped is one.
/// </summary>
internal sealed class RequestWatch : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _caller;
    private readonly TimeSpan _idleTimeout;

    internal RequestWatch(TimeSpan idleTimeout, CancellationToken caller)
    {
        _idleTimeout = idleTimeout;
        _caller = caller;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _source.CancelAfter(idleTimeout);
    }

    internal CancellationToken Token => _source.Token;

    internal bool IsCancelledByCaller => _caller.IsCancellationRequested;

    internal bool HasRunOut => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    internal TimeSpan IdleTimeout => _idleTimeout;

    /// <summary>Something moved. It is called between the beginning of the request and the dispose.</summary>
    internal void Touch() => _source.CancelAfter(_idleTimeout);

    public void Dispose() => _source.Dispose();
}
