using System;
using System.Buffers;
using System.Threading;

namespace ChunkedBuffers.Tests.Pooling;

/// <summary>
/// Native memory that counts what is allocated, and runs out of memory or lies when the test says so.
/// </summary>
internal sealed class ScriptedSlabSource : SlabSource
{
    private int _liveRegions;
    private long _liveBytes;
    private long _bytesPeak;

    internal int LiveRegions => Volatile.Read(ref _liveRegions);

    internal long LiveBytes => Volatile.Read(ref _liveBytes);

    internal long BytesPeak => Volatile.Read(ref _bytesPeak);

    /// <summary>While true there is no memory.</summary>
    internal bool IsExhausted { get; set; }

    /// <summary>How much memory there is.</summary>
    internal long BytesMax { get; set; } = long.MaxValue;

    /// <summary>While true regions are one byte off their alignment.</summary>
    internal bool IsMisaligned { get; set; }

    protected internal override MemoryManager<byte> Allocate(int lengthBytes, int alignmentBytes)
    {
        if (IsExhausted || LiveBytes + lengthBytes > BytesMax)
        {
            throw new OutOfMemoryException("The script says that there is no memory.");
        }

        int start = IsMisaligned ? 1 : 0;
        var region = new Region(this, new NativeAllocation(lengthBytes + start, alignmentBytes), start, lengthBytes);
        Interlocked.Increment(ref _liveRegions);
        long live = Interlocked.Add(ref _liveBytes, lengthBytes);
        long peak = Volatile.Read(ref _bytesPeak);
        while (live > peak)
        {
            peak = Interlocked.CompareExchange(ref _bytesPeak, live, peak);
        }

        return region;
    }

    private sealed class Region(ScriptedSlabSource source, NativeAllocation memory, int start, int length)
        : MemoryManager<byte>
    {
        private int _isDisposed;

        public override Span<byte> GetSpan() => memory.GetSpan().Slice(start, length);

        public override MemoryHandle Pin(int elementIndex = 0) => memory.Pin(start + elementIndex);

        public override void Unpin()
        {
            // Native memory does not move.
        }

        protected override void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            {
                throw new InvalidOperationException("The pool disposed a region twice.");
            }

            ((IDisposable)memory).Dispose();
            Interlocked.Decrement(ref source._liveRegions);
            Interlocked.Add(ref source._liveBytes, -length);
        }
    }
}
