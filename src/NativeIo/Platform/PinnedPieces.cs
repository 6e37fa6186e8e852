using System;
using System.Buffers;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace NativeIo.Platform;

/// <summary>
/// The pieces of memory of a vectored transfer, kept in place: the list that the kernel gets, and the pins that hold
/// the memory until the transfer is over.
/// </summary>
/// <remarks>
/// <para>Life: rented -> pieces added -> windows of them transferred -> <see cref="Release"/>, perhaps again from the
/// second step -> returned. A pin of a pool's block is a reference to it, so the block cannot be reused before
/// <see cref="Release"/>, whatever happens to the handles of the caller.</para>
/// <para>Thread safety: belongs to one call at a time. Each thread keeps one that is idle.</para>
/// </remarks>
internal sealed class PinnedPieces
{
    /// <summary>As many as Linux takes in one call; a longer list is transferred in several rounds.</summary>
    internal const int CountMax = 1024;

    [ThreadStatic]
    private static PinnedPieces? t_idle;

    private readonly IoVector[] _vectors = new IoVector[CountMax];
    private readonly nint[] _addresses = new nint[CountMax];
    private readonly int[] _lengths = new int[CountMax];
    private readonly MemoryHandle[] _pins = new MemoryHandle[CountMax];
    private readonly ReadOnlyMemory<byte>[] _listed = new ReadOnlyMemory<byte>[CountMax];
    private readonly Memory<byte>[] _leased = new Memory<byte>[CountMax];
    private int _pinCount;
    private int _listedMax;
    private int _leasedMax;
    private int _cutFirst;
    private int _cutLast;

    /// <summary>Gets the number of pieces.</summary>
    internal int Count { get; private set; }

    /// <summary>Gets a value indicating whether there is no room for another piece.</summary>
    internal bool IsFull => Count == CountMax;

    /// <summary>Gets the lengths of the pieces, none of them 0.</summary>
    internal ReadOnlySpan<int> Lengths => _lengths.AsSpan(0, Count);

    /// <summary>Gets room to list the chunks of a slice or buffer in.</summary>
    internal Span<ReadOnlyMemory<byte>> ListRoom => _listed;

    /// <summary>Gets room to list the pieces of a lease in.</summary>
    internal Span<Memory<byte>> LeaseRoom => _leased;

    /// <summary>Takes an idle one. Ownership: the caller returns it.</summary>
    internal static PinnedPieces Rent()
    {
        PinnedPieces pieces = t_idle ?? new PinnedPieces();
        t_idle = null;
        Debug.Assert(pieces.Count == 0, "An idle one holds nothing.");
        return pieces;
    }

    /// <summary>Releases the pieces and keeps the object for the thread's next transfer.</summary>
    internal void Return()
    {
        try
        {
            Release();
        }
        finally
        {
            _listed.AsSpan(0, _listedMax).Clear();
            _leased.AsSpan(0, _leasedMax).Clear();
            _listedMax = 0;
            _leasedMax = 0;
            t_idle = this;
        }
    }

    /// <summary>Says how many entries of <see cref="ListRoom"/> were used.</summary>
    internal void NoteListed(int count) => _listedMax = Math.Max(_listedMax, count);

    /// <summary>Says how many entries of <see cref="LeaseRoom"/> were used.</summary>
    internal void NoteLeased(int count) => _leasedMax = Math.Max(_leasedMax, count);

    /// <summary>
    /// Adds memory. Ownership: shares a pool's block, and pins everything else, until <see cref="Release"/>.
    /// </summary>
    internal void AddPinned(ReadOnlyMemory<byte> memory)
    {
        Debug.Assert(!memory.IsEmpty, "Empty pieces are left out.");
        Debug.Assert(!IsFull, "The caller asked for room.");
        MemoryHandle pin = memory.Pin();
        _pins[_pinCount++] = pin;

        // SAFETY: only the address is taken; the pin just stored keeps the memory in place, and memory.Length bytes
        // begin there.
        unsafe
        {
            Add((nint)pin.Pointer, memory.Length);
        }
    }

    /// <summary>
    /// Adds native memory. Ownership: borrows; the caller holds the lease of the block until <see cref="Release"/>. A
    /// piece that begins where the last one ends makes that one longer.
    /// </summary>
    internal void AddNative(ReadOnlySpan<byte> memory)
    {
        Debug.Assert(!memory.IsEmpty, "Empty pieces are left out.");
        nint address;

        // SAFETY: only the address is taken; the memory is native, which does not move, and leased by the caller.
        unsafe
        {
            fixed (byte* start = memory)
            {
                address = (nint)start;
            }
        }

        int last = Count - 1;
        if (last >= 0 && _addresses[last] + _lengths[last] == address)
        {
            _lengths[last] += memory.Length;
            _vectors[last] = new IoVector(_addresses[last], _lengths[last]);
        }
        else
        {
            Add(address, memory.Length);
        }
    }

    /// <summary>Gets the list of a part for a vectored call, valid until the next call of this method.</summary>
    internal ReadOnlySpan<IoVector> VectorsOf(in SegmentWindow window)
    {
        RequireInside(window);
        Restore(_cutFirst);
        Restore(_cutLast);
        _cutFirst = window.First;
        _cutLast = window.Last;
        _vectors[window.Last] = new IoVector(_addresses[window.Last], window.LastLength);
        if (window.Skip > 0)
        {
            int end = window.Count == 1 ? window.LastLength : _lengths[window.First];
            _vectors[window.First] = new IoVector(_addresses[window.First] + window.Skip, end - window.Skip);
        }

        return _vectors.AsSpan(window.First, window.Count);
    }

    /// <summary>
    /// Gets the memory of a part of one piece, for a call that takes one. Ownership: borrows until
    /// <see cref="Release"/>. Pieces that are read to were given as writable memory.
    /// </summary>
    internal Span<byte> SpanOf(in SegmentWindow window)
    {
        RequireInside(window);
        Debug.Assert(window.Count == 1, "One call, one piece.");

        // SAFETY: the range was just checked against the piece, whose memory a pin or the caller's lease keeps in
        // place.
        unsafe
        {
            return new Span<byte>(
                (void*)(_addresses[window.First] + window.Skip), window.LastLength - window.Skip);
        }
    }

    /// <summary>Lets all pieces go. What a release of foreign memory throws comes out after all were
    /// released.</summary>
    internal void Release()
    {
        ExceptionDispatchInfo? failure = null;
        for (int index = 0; index < _pinCount; index++)
        {
            try
            {
                _pins[index].Dispose();
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }

            _pins[index] = default;
        }

        _pinCount = 0;
        Count = 0;
        _cutFirst = 0;
        _cutLast = 0;
        failure?.Throw();
    }

    private void Add(nint address, int length)
    {
        _addresses[Count] = address;
        _lengths[Count] = length;
        _vectors[Count] = new IoVector(address, length);
        Count++;
    }

    private void Restore(int index) => _vectors[index] = new IoVector(_addresses[index], _lengths[index]);

    /// <summary>Memory safety rests on this, so it is checked in every build.</summary>
    private void RequireInside(in SegmentWindow window)
    {
        bool isInside = window.First >= 0 && window.Count > 0 && window.Count <= Count - window.First
            && window.Skip >= 0 && window.Skip <= _lengths[window.First]
            && window.LastLength >= 0 && window.LastLength <= _lengths[window.Last]
            && (window.Count > 1 || window.Skip <= window.LastLength);
        if (!isInside)
        {
            throw new InvalidOperationException($"{window} is not inside {Count} pieces.");
        }
    }
}
