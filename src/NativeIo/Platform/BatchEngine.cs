using System;

namespace NativeIo.Platform;

/// <summary>
/// Carries out transfers at a queue depth: each operation that was queued ends in exactly one result.
/// </summary>
/// <remarks>
/// <para>The user bounds the operations by the queue depth that it asked for, keeps handles and memory alive until it
/// has taken the result, and disposes the engine when all results are taken.</para>
/// <para>Thread safety: none; one thread at a time.</para>
/// </remarks>
internal abstract class BatchEngine : IDisposable
{
    /// <summary>The wait that does not end by itself.</summary>
    internal const int Infinite = -1;

    /// <summary>
    /// Takes an operation. What the system does not even take up ends as a failed operation, so that nothing is lost;
    /// when this throws, the operation was not taken and is never run.
    /// </summary>
    internal abstract void Queue(in BatchOperation operation, ulong token);

    /// <summary>Asks that an operation ends early; it ends with a result in any case.</summary>
    internal abstract void Cancel(ulong token);

    /// <summary>Hands over what is queued.</summary>
    internal abstract void Submit();

    /// <summary>Gives a result that is there; hands over nothing and does not wait.</summary>
    internal abstract bool TryTake(out BatchResult result);

    /// <summary>
    /// Hands over what is queued and waits until a result can be taken or the time is over; not at all when nothing is
    /// in flight. A failure says that results cannot be waited for: there is none to take, nothing is queued any more,
    /// and the system has everything that is in flight.
    /// </summary>
    internal abstract IoResult Wait(int timeoutMs);

    /// <summary>
    /// Makes operations on memory inside these regions cheaper, where the system can. False, and why, when it cannot:
    /// operations are then as before.
    /// </summary>
    internal virtual bool TryRegister(ReadOnlySpan<Memory<byte>> regions, out string reason)
    {
        reason = "only a kernel ring registers memory";
        return false;
    }

    /// <summary>Closes; called when no operation is in flight.</summary>
    public abstract void Dispose();
}
