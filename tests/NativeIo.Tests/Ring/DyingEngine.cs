using System.Collections.Generic;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <summary>
/// A ring that works for a while and then gives no results any more. What it has then it does when the test says so,
/// with bytes that no file has, as a kernel may. Thread safety: as the engine that it stands for.
/// </summary>
internal sealed class DyingEngine(FileBackend backend, int errorCode, int resultCount) : BatchEngine
{
    internal const byte LateByte = 0xEE;

    private readonly Queue<(BatchOperation Operation, ulong Token)> _held = new();
    private readonly Queue<BatchResult> _late = new();
    private int _resultsLeft = resultCount;

    /// <summary>Gets the operations that it has.</summary>
    internal int HeldCount => _held.Count;

    internal bool IsDisposed { get; private set; }

    /// <summary>Gets a value indicating whether results can be waited for again.</summary>
    internal bool IsRevived { get; private set; }

    public override void Dispose() => IsDisposed = true;

    internal override void Queue(in BatchOperation operation, ulong token) => _held.Enqueue((operation, token));

    internal override void Cancel(ulong token)
    {
        // Nobody is there to hear it.
    }

    internal override void Submit()
    {
        // What is queued is its own at once.
    }

    internal override bool TryTake(out BatchResult result)
    {
        if (_resultsLeft == 0 || _held.Count == 0)
        {
            return _late.TryDequeue(out result);
        }

        _resultsLeft--;
        (BatchOperation operation, ulong token) = _held.Dequeue();
        IoResult done = operation.IsWrite
            ? backend.Write(operation.Handle, operation.Memory.Span, operation.Offset)
            : backend.Read(operation.Handle, operation.Memory.Span, operation.Offset);
        result = new BatchResult(token, done);
        return true;
    }

    internal override IoResult Wait(int timeoutMs) => IsRevived || _held.Count == 0 || _resultsLeft > 0
        ? IoResult.Success()
        : IoResult.Failure(errorCode);

    /// <summary>Does all it has after all.</summary>
    internal void FinishLate()
    {
        IsRevived = true;
        while (_held.TryDequeue(out (BatchOperation Operation, ulong Token) entry))
        {
            if (!entry.Operation.IsWrite)
            {
                entry.Operation.Memory.Span.Fill(LateByte);
            }

            _late.Enqueue(new BatchResult(entry.Token, IoResult.Success(entry.Operation.Memory.Length)));
        }
    }
}
