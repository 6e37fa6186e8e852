using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>The free blocks that one thread keeps of one pool.</summary>
/// <remarks>
/// <para>Idea: the owner works on plain stacks without an atomic operation. Whoever wants to empty the cache of another
/// thread claims the shard first; the cost of the exclusion lies on the claimer alone.</para>
/// <para>Owner: stores <c>_busy = 1</c>, loads <c>_signal</c>, works only when that is 0, stores
/// <c>_busy = 0</c>.</para>
/// <para>Claimer (one at a time, under the depot's trim lock): stores <c>_signal = Claimed</c>, runs a memory barrier
/// on all processors, waits until <c>_busy</c> is 0, works, stores <c>_signal = 0</c>.</para>
/// <para>Why it holds: the barrier is a full fence in the middle of whatever the owner does. If the owner loaded the
/// signal before the fence, its store of <c>_busy</c> is visible to the claimer, which waits; if after it, the owner
/// sees the claim and keeps off. Nothing inside a busy section can throw, block or call foreign code.</para>
/// <para>A tick of the trimmer stores <c>_signal = Asked</c>. An active owner meets it at its next rent or return,
/// answers by clearing it and gives up half of what it keeps. A shard that did not answer by the next tick is idle and
/// is claimed and emptied. A closed shard has <c>_signal = Closed</c> for ever, so its owner never enters again.</para>
/// <para>Other threads give blocks back through the <see cref="ReturnList"/>, which owner or claimer take as a
/// whole.</para>
/// <para>Thread safety: as said; <see cref="ReturnFromOtherThread"/> from any thread.</para>
/// </remarks>
internal sealed partial class BlockShard
{
    private const int SignalNone = 0;
    private const int SignalAsked = 1;
    private const int SignalClaimed = 2;
    private const int SignalClosed = 3;

    /// <summary>The blocks in front of all stacks: 512 + 1024 + ... + 65536.</summary>
    private const int FrontBytes = SizeClass.LengthMin * ((1 << SizeClass.CachedCount) - 1);

    /// <summary>How many bytes move between a shard and an arena under one lock.</summary>
    private const int BatchBytes = 64 * 1024;
    private const int BatchCountMax = 32;

    /// <summary>The least cap that leaves room for the blocks in front.</summary>
    internal const int BytesMaxLeast = 2 * (FrontBytes + SizeClass.LengthMin);

    internal readonly BlockDepot Depot;

    private readonly BlockStack[] _stacks = new BlockStack[SizeClass.CachedCount];
    private readonly ReturnList _returned;
    private readonly int _stackBytesMax;

    /// <summary>What the stacks would hold if they were full, the blocks in front included.</summary>
    private int _stackBytes = FrontBytes;
    private int _busy;
    private int _signal;

    internal BlockShard(BlockDepot depot, object owner, int stripe, int bytesMax)
    {
        Depot = depot;
        Owner = owner;
        Stripe = stripe;

        // Half for what the owner releases and half for what others release, so that the sum keeps to the cap.
        _stackBytesMax = bytesMax / 2;
        _returned = new ReturnList(bytesMax / 2);
        Array.Fill(_stacks, new BlockStack());
    }

    internal int Stripe { get; }

    /// <summary>Gets what the owning thread is known by, see <see cref="ThreadShards"/>.</summary>
    internal object Owner { get; }

    /// <summary>
    /// Takes a block that the thread kept; null when there is none or the shard is claimed. Only by the owner.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal NativeBlock? TryPop(int sizeClass)
    {
        NativeBlock? block = null;
        Volatile.Write(ref _busy, 1);
        if (Volatile.Read(ref _signal) == SignalNone)
        {
            block = _stacks[sizeClass].TryPop();
        }

        Volatile.Write(ref _busy, 0);
        return block;
    }

    /// <summary>Keeps a free block of this shard. Only by the owner. Ownership: transfers from the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Push(NativeBlock block)
    {
        if (!TryPush(block))
        {
            PushSlowly(block);
        }
    }

    /// <summary>Takes a block of this shard from another thread. Ownership: transfers from the caller.</summary>
    internal void ReturnFromOtherThread(NativeBlock block)
    {
        if (!_returned.TryPush(block))
        {
            block.Slab!.Arena!.Return(block);
        }
    }

    /// <summary>
    /// Takes a block when <see cref="TryPop"/> found none: from the return list, else a batch from the arena. Only by
    /// the owner.
    /// </summary>
    internal NativeBlock Refill(int sizeClass)
    {
        AnswerSignal();
        NativeBlock? block = TryPop(sizeClass) ?? TakeReturned(sizeClass);
        if (block is not null)
        {
            return block;
        }

        int batch = Math.Clamp(BatchBytes / SizeClass.LengthOf(sizeClass), 1, BatchCountMax);
        NativeBlock chain = Depot.TakeChain(sizeClass, Stripe, Math.Clamp(RoomFor(sizeClass) + 1, 1, batch));
        block = chain;
        NativeBlock? rest = chain.Next;
        chain.Next = null;
        chain.Home = this;
        KeepChain(rest);
        return block;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryPush(NativeBlock block)
    {
        bool isKept = false;
        Volatile.Write(ref _busy, 1);
        if (Volatile.Read(ref _signal) == SignalNone)
        {
            isKept = _stacks[block.SizeClass].TryPush(block);
        }

        Volatile.Write(ref _busy, 0);
        return isKept;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PushSlowly(NativeBlock block)
    {
        Debug.Assert(block.References.Count == 0 && block.Next is null, "A free block comes home, and alone.");
        AnswerSignal();
        if (TryPush(block))
        {
            return;
        }

        if (!TryGrow(block.SizeClass))
        {
            BlockDepot.ReturnChain(TakeOldest(block.SizeClass));
        }

        if (!TryPush(block))
        {
            block.Slab!.Arena!.Return(block);
        }
    }

    /// <summary>Keeps what there is room for and sends the rest to the arenas.</summary>
    private void KeepChain(NativeBlock? chain)
    {
        while (chain is not null)
        {
            NativeBlock block = chain;
            chain = block.Next;
            block.Next = null;
            block.Home = this;
            Push(block);
        }
    }

    private NativeBlock? TakeReturned(int sizeClass)
    {
        if (!TryEnter())
        {
            return null;
        }

        NativeBlock? chain = _returned.TakeAll();
        Leave();
        NativeBlock? wanted = null;
        while (chain is not null)
        {
            NativeBlock block = chain;
            chain = block.Next;
            block.Next = null;
            if (wanted is null && block.SizeClass == sizeClass)
            {
                wanted = block;
            }
            else
            {
                Push(block);
            }
        }

        return wanted;
    }

    /// <summary>
    /// How many more blocks of a class the stacks may hold, room that they would have to grow for included. A guess,
    /// since a claimer may be at work.
    /// </summary>
    private int RoomFor(int sizeClass)
    {
        ref BlockStack stack = ref _stacks[sizeClass];
        int room = stack.SlotCount + 1 - stack.Count;
        return room + ((_stackBytesMax - _stackBytes) / SizeClass.LengthOf(sizeClass));
    }

    /// <summary>Gives a stack more slots, as long as all stacks together keep to the cap.</summary>
    private bool TryGrow(int sizeClass)
    {
        int length = SizeClass.LengthOf(sizeClass);
        int slotCount = _stacks[sizeClass].SlotCount;
        int slotsMore = Math.Min(
            Math.Max(slotCount, Math.Clamp(BatchBytes / length, 1, BatchCountMax)),
            (_stackBytesMax - _stackBytes) / length);
        if (slotsMore <= 0)
        {
            return false;
        }

        var slots = new NativeBlock?[slotCount + slotsMore];
        if (!TryEnter())
        {
            return false;
        }

        // A claimer may have dropped the slots in between; the next push finds that and grows again.
        bool isUnchanged = _stacks[sizeClass].SlotCount == slotCount;
        if (isUnchanged)
        {
            _stacks[sizeClass].Grow(slots);
            _stackBytes += slotsMore * length;
        }

        Leave();
        return isUnchanged;
    }

    /// <summary>
    /// Takes the older half of a stack, whose bytes are the least likely to be in the processor's cache.
    /// </summary>
    private NativeBlock? TakeOldest(int sizeClass)
    {
        if (!TryEnter())
        {
            return null;
        }

        ref BlockStack stack = ref _stacks[sizeClass];
        NativeBlock? chain = stack.TakeOldest((stack.Count + 1) / 2, null);
        Leave();
        return chain;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryEnter()
    {
        Volatile.Write(ref _busy, 1);
        if (Volatile.Read(ref _signal) == SignalNone)
        {
            return true;
        }

        Volatile.Write(ref _busy, 0);
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Leave() => Volatile.Write(ref _busy, 0);
}
