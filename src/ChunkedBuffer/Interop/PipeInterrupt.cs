using System.Threading;

namespace ChunkedBuffers;

/// <summary>
/// Lets any thread end the stream operation of a pipe's end: by the end's CancelPending method, which is reported as a
/// result, or by the token of the call, which throws. Reuses its token source until it has fired. Thread safety: all
/// members.
/// </summary>
internal sealed class PipeInterrupt
{
    private readonly Lock _lock = new();
    private CancellationTokenSource _source = new();
    private bool _isRequested;

    /// <summary>Ends the present or the next operation with a cancelled result.</summary>
    internal void Request()
    {
        CancellationTokenSource source;
        lock (_lock)
        {
            _isRequested = true;
            source = _source;
        }

        // Outside the lock, because callbacks run in this call.
        source.Cancel();
    }

    /// <summary>Ends the present operation with an exception when the token of its call fires.</summary>
    internal CancellationTokenRegistration Link(CancellationToken token) =>
        token.UnsafeRegister(static interrupt => ((PipeInterrupt)interrupt!).Fire(), this);

    /// <summary>Gets a token for an operation, or false when one was asked to end before it began.</summary>
    internal bool TryBegin(out CancellationToken token)
    {
        lock (_lock)
        {
            if (_source.IsCancellationRequested)
            {
                _source = new CancellationTokenSource();
            }

            token = _source.Token;
            bool isRequested = _isRequested;
            _isRequested = false;
            return !isRequested;
        }
    }

    /// <summary>Says whether an end was requested, and forgets it.</summary>
    internal bool Observe() => !TryBegin(out _);

    private void Fire()
    {
        CancellationTokenSource source;
        lock (_lock)
        {
            source = _source;
        }

        source.Cancel();
    }
}
