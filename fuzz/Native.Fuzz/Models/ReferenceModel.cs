using ChunkedBuffers;

namespace Native.Fuzz.Models;

/// <summary>What a reference count must do, without packing anything into a word.</summary>
internal sealed class ReferenceModel
{
    public uint Generation { get; private set; }

    public long Count { get; private set; }

    public bool IsShared { get; private set; }

    public bool CanStart => Count == 0;

    public bool CanAcquire(uint generation) => generation == Generation && Count > 0;

    public bool HasRoomFor(int count) => Count + count <= ReferenceCount.CountMax;

    public bool CanRelease(uint generation, int count) => generation == Generation && Count >= count;

    public void Start(int count, bool isShared)
    {
        Count = count;
        IsShared = isShared;
    }

    public void Acquire(int count)
    {
        Count += count;
        IsShared = true;
    }

    /// <summary>Returns true when the last reference went.</summary>
    public bool Release(int count)
    {
        Count -= count;
        if (Count != 0)
        {
            return false;
        }

        Generation++;
        IsShared = false;
        return true;
    }
}
