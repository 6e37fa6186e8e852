using System.Diagnostics;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>What the trimmer does with the shards of other threads.</summary>
internal sealed partial class BlockShard
{
    /// <summary>What the end of the claim stores; guarded by the trim lock.</summary>
    private int _signalAfter;

    /// <summary>A claimer took everything, and the owner did not come by since. Written under the protocol.</summary>
    private bool _wasEmptied;

    /// <summary>
    /// A tick of the trimmer. True when the owner did not answer the last one and there may be something to take: then
    /// the caller claims the shard. The caller holds the trim lock.
    /// </summary>
    internal bool AskIsIdle()
    {
        // Full fence; pairs with the owner's answer, so that the owner either answers or meets a later claim.
        return Interlocked.CompareExchange(ref _signal, SignalAsked, SignalNone) == SignalAsked
            && !(_wasEmptied && _returned.PeekClaimed() is null);
    }

    /// <summary>
    /// Starts a claim. The caller holds the trim lock, marks all shards it wants, runs
    /// <see cref="Interlocked.MemoryBarrierProcessWide"/> once and calls <see cref="WaitForClaim"/> on each.
    /// </summary>
    internal void MarkClaimed()
    {
        _signalAfter = Interlocked.Exchange(ref _signal, SignalClaimed);
        Debug.Assert(_signalAfter is SignalNone or SignalAsked, "The trim lock admits one claimer.");
    }

    /// <summary>Waits until the owner is outside; sections are a few instructions long.</summary>
    internal void WaitForClaim()
    {
        var spin = new SpinWait();

        // Acquire; pairs with the owner's release store when it leaves, so that its work is visible.
        while (Volatile.Read(ref _busy) != 0)
        {
            spin.SpinOnce();
        }
    }

    /// <summary>
    /// Lets the owner in again. An unanswered tick stays so: looking at a shard does not make its owner active.
    /// </summary>
    internal void EndClaim()
    {
        // Release; pairs with the owner's load of the signal, so that it sees the claimer's work.
        Volatile.Write(ref _signal, _signalAfter);
    }

    /// <summary>Takes everything out of a claimed shard. Ownership: transfers the chain to the caller.</summary>
    internal NativeBlock? TakeAllClaimed()
    {
        _wasEmptied = true;
        _signalAfter = SignalAsked;
        return Append(_returned.TakeAll());
    }

    /// <summary>Empties a claimed shard for good: later returns go to the arenas.</summary>
    internal NativeBlock? CloseClaimed()
    {
        _signalAfter = SignalClosed;
        return Append(_returned.Close());
    }

    /// <summary>Counts the free blocks of a claimed shard.</summary>
    internal void CountClaimed(ref long blocks, ref long bytes)
    {
        for (int sizeClass = 0; sizeClass < _stacks.Length; sizeClass++)
        {
            int count = _stacks[sizeClass].Count;
            blocks += count;
            bytes += (long)count * SizeClass.LengthOf(sizeClass);
        }

        for (NativeBlock? block = _returned.PeekClaimed(); block is not null; block = block.Next)
        {
            blocks++;
            bytes += block.Length;
        }
    }

    /// <summary>
    /// Adds all stacked blocks to a chain and drops the slots, which grow again where they are needed.
    /// </summary>
    private NativeBlock? Append(NativeBlock? chain)
    {
        for (int sizeClass = 0; sizeClass < _stacks.Length; sizeClass++)
        {
            chain = _stacks[sizeClass].TakeOldest(_stacks[sizeClass].Count, chain);
            _stacks[sizeClass] = new BlockStack();
        }

        _stackBytes = FrontBytes;
        return chain;
    }

    /// <summary>The owner's answer to a tick: it is active, and it gives up the older half of what it keeps.</summary>
    private void AnswerSignal()
    {
        // Full fence; pairs with AskOrMarkClaimed. A claim is not answered, the owner keeps off until it ends.
        if (Volatile.Read(ref _signal) != SignalAsked)
        {
            return;
        }

        _wasEmptied = false;
        if (Interlocked.CompareExchange(ref _signal, SignalNone, SignalAsked) != SignalAsked)
        {
            return;
        }

        for (int sizeClass = 0; sizeClass < _stacks.Length; sizeClass++)
        {
            BlockDepot.ReturnChain(TakeOldest(sizeClass));
        }
    }
}
