using System.Collections.Generic;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <summary>
/// A ring that has only what was handed over by <see cref="Submit"/> or <see cref="Wait"/>, and whose first operation
/// ends because its thread did. Thread safety: as the engine that it stands for.
/// </summary>
internal sealed class InterruptingEngine : BatchEngine
{
    private readonly Queue<(BatchOperation Operation, ulong Token)> _queued = new();
    private readonly Queue<BatchResult> _results = new();
    private bool _hasInterrupted;

    public override void Dispose()
    {
        // It has nothing.
    }

    internal override void Queue(in BatchOperation operation, ulong token) => _queued.Enqueue((operation, token));

    internal override void Cancel(ulong token)
    {
        // What was handed over is done at once.
    }

    internal override void Submit()
    {
        while (_queued.TryDequeue(out (BatchOperation Operation, ulong Token) entry))
        {
            _results.Enqueue(_hasInterrupted
                ? new BatchResult(entry.Token, IoResult.Success(entry.Operation.Memory.Length))
                : new BatchResult(entry.Token, IoResult.Failure(1), IsCancelled: true));
            _hasInterrupted = true;
        }
    }

    internal override bool TryTake(out BatchResult result) => _results.TryDequeue(out result);

    internal override IoResult Wait(int timeoutMs)
    {
        Submit();
        return IoResult.Success();
    }
}
