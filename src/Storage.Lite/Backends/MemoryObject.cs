using System.Diagnostics;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>One version of one object in a <see cref="MemoryStorage"/>: immutable, but for when it was used.</summary>
/// <remarks>
/// A get finds the object without a lock and takes a reference of its own to the bytes, while a put may replace the
/// object and give the store's reference back. The count of references keeps the two apart: a reference is never taken
/// from bytes that nobody holds.
/// </remarks>
internal sealed class MemoryObject
{
    private readonly BufferSlice _bytes;

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
        if (!_bytes.TryShare(out bytes))
        {
            return false;
        }

        if (length != Entry.Length)
        {
            using BufferSlice whole = bytes;
            bytes = whole.Slice(start, length);
        }

        return true;
    }

    /// <summary>Takes a reference to all bytes. The store's lock is held, and no other thread retires it.</summary>
    internal BufferSlice ShareUnsynchronized() => _bytes.Share();

    /// <summary>Gives the store's reference back.</summary>
    internal void Retire() => _bytes.Dispose();
}
