using System;
using System.Runtime.ExceptionServices;

namespace ChunkedBuffers;

/// <summary>How one end of a pipe was completed. Set under the pipe's lock; may be looked at without it.</summary>
internal sealed class PipeCompletion
{
    private ExceptionDispatchInfo? _failure;
    private volatile bool _isCompleted;

    internal bool IsCompleted => _isCompleted;

    internal bool IsFaulted => _isCompleted && _failure is not null;

    /// <summary>The first completion counts; later ones change nothing.</summary>
    internal void Complete(Exception? exception)
    {
        if (_isCompleted)
        {
            return;
        }

        if (exception is not null)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }

        // Volatile write; pairs with the read in IsCompleted: who sees true sees the failure too.
        _isCompleted = true;
    }

    /// <summary>Throws what the other end was completed with.</summary>
    internal bool IsCompletedOrThrow()
    {
        if (IsFaulted)
        {
            _failure!.Throw();
        }

        return _isCompleted;
    }

    internal void Reset()
    {
        _failure = null;
        _isCompleted = false;
    }
}
