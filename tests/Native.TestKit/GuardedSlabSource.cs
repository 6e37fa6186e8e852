using System;
using System.Buffers;
using System.ComponentModel;
using System.Threading;
using ChunkedBuffers;

namespace Native.TestKit;

/// <summary>
/// A source of pool memory between inaccessible pages, for guarded mode and for tests of the seam itself. It counts its
/// regions and can be told to run out of memory. Thread-safe.
/// </summary>
public sealed class GuardedSlabSource : SlabSource
{
    private long _allocated;
    private long _sealed;
    private long _allocationsLeft = long.MaxValue;

    public override bool SupportsGuard => true;

    /// <summary>How many regions were handed out.</summary>
    public long AllocatedRegions => Volatile.Read(ref _allocated);

    /// <summary>How many regions were made inaccessible.</summary>
    public long SealedRegions => Volatile.Read(ref _sealed);

    /// <summary>After <paramref name="allocations"/> more regions there is no memory.</summary>
    public void FailAfter(long allocations)
    {
        Volatile.Write(ref _allocationsLeft, allocations);
    }

    protected override MemoryManager<byte> Allocate(int lengthBytes, int alignmentBytes)
    {
        return Count(() => GuardedMemory.AllocateAligned(lengthBytes, alignmentBytes));
    }

    protected override MemoryManager<byte> AllocateGuarded(int lengthBytes)
    {
        return Count(() => GuardedMemory.Allocate(lengthBytes, GuardPlacement.After));
    }

    protected override void Seal(MemoryManager<byte> region)
    {
        ((GuardedMemory)region).MakeInaccessible();
        _ = Interlocked.Increment(ref _sealed);
    }

    private GuardedMemory Count(Func<GuardedMemory> allocate)
    {
        if (Interlocked.Decrement(ref _allocationsLeft) < 0)
        {
            throw new OutOfMemoryException("The test wants no more memory to be had.");
        }

        try
        {
            GuardedMemory memory = allocate();
            _ = Interlocked.Increment(ref _allocated);
            return memory;
        }
        catch (Exception exception) when (exception is Win32Exception or OverflowException)
        {
            throw new OutOfMemoryException("No pages could be mapped.", exception);
        }
    }
}
