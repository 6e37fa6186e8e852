using System.Diagnostics;
using System.Threading;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>One version of one object in a <see cref="MemoryStorage"/>: immutable, but for when it was used.</summary>
/// <remarks>
/// <para>A get finds the object without a lock and takes a reference of its own to the bytes, while a put may replace
/// the object and give the store's reference back. The gate keeps the two apart: the number of gets that are just
/// taking
/// their reference, and the sign when the object is retired.</para>
/// <para>States: open (n >= 0 gets inside) -> retired (<see cref="int.MinValue"/> + n, nobody enters any more) -> n
/// is 0: whoever made it so gives the store's reference back. Nobody waits.</para>
/// </remarks>
internal sealed class MemoryObject
{
    private readonly BufferSlice _bytes;
    private int _gate;

    /// <summary>Makes an object. Ownership: transfers the slice.</summary>
    internal MemoryObject(BufferSlice bytes, in StorageEntry entry)
    {
        Debug.Assert(bytes.Length == entry.Length, "The entry tells the length of the value.");
        _bytes = bytes;
        Entry = entry;
        ExpiresAtTicks = entry.ExpiresAt?.UtcTicks ?? long.MaxValue;
    }

    /// <summary>Makes a stand-in for an object that is just being renamed.</summary>
    internal MemoryObject(in StorageEntry entry, MemoryMove move, MemoryObject? before, MemoryObject? after)
    {
        Entry = entry;
        Move = move;
        Before = before;
        After = after;
        ExpiresAtTicks = long.MaxValue;
    }

    internal StorageEntry Entry { get; }

    /// <summary>The ticks of UTC from which on the object counts as deleted.</summary>
    internal long ExpiresAtTicks { get; }

    /// <summary>The move that this stands in for, nearly always null.</summary>
    internal MemoryMove? Move { get; }

    /// <summary>What the key holds until the move is done; null for nothing.</summary>
    internal MemoryObject? Before { get; }

    /// <summary>What the key holds when the move is done; null for nothing.</summary>
    internal MemoryObject? After { get; }

    /// <summary>When it was last used, in uses of the store. Gets write it without a lock: the last one wins.</summary>
    internal long UsedAt { get; set; }

    /// <summary>Whether no key holds it any more. The store's lock is held.</summary>
    internal bool IsDead { get; set; }

    /// <summary>The next of those that died in the same change and are retired after it.</summary>
    internal MemoryObject? NextDead { get; set; }

    /// <summary>Takes a reference to a part of the bytes. Ownership: shares; the caller disposes the slice.</summary>
    /// <returns>False when the object was replaced or removed meanwhile: look the key up again.</returns>
    internal bool TryShare(long start, long length, out BufferSlice bytes)
    {
        // Pairs with Retire and Leave: who enters is seen by whoever would give the reference back.
        int seen = Volatile.Read(ref _gate);
        int expected;
        do
        {
            if (seen < 0)
            {
                bytes = default;
                return false;
            }

            expected = seen;
            seen = Interlocked.CompareExchange(ref _gate, expected + 1, expected);
        }
        while (seen != expected);

        try
        {
            bytes = length == Entry.Length ? _bytes.Share() : _bytes.Slice(start, length);
            return true;
        }
        finally
        {
            if (Interlocked.Decrement(ref _gate) == int.MinValue)
            {
                _bytes.Dispose();
            }
        }
    }

    /// <summary>Takes a reference to all bytes. The store's lock is held, and no other thread retires it.</summary>
    internal BufferSlice ShareUnsynchronized() => _bytes.Share();

    /// <summary>Lets nobody in any more, and gives the store's reference back as soon as nobody is inside.</summary>
    internal void Retire()
    {
        int after = Interlocked.Add(ref _gate, int.MinValue);
        Debug.Assert(after < 0, "An object is retired once.");
        if (after == int.MinValue)
        {
            _bytes.Dispose();
        }
    }
}
