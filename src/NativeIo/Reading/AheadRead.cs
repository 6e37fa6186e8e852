using System;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// One file that is read from start to end with several chunks on their way. Ownership: owns the file and the ring,
/// which goes back when nothing is in flight.
/// </summary>
/// <remarks>Thread safety: none; one thread at a time.</remarks>
internal sealed class AheadRead : IDisposable
{
    private readonly DirectFile _file;
    private readonly BatchRing? _ring;
    private readonly RingCache _rings;
    private readonly ReadAheadWindow _window;

    /// <summary>Begins. Ownership: transfers the file and the ring.</summary>
    internal AheadRead(
        DirectFile file, BatchRing? ring, RingCache rings, long start, long knownLength, int chunkLength)
    {
        _file = file;
        _ring = ring;
        _rings = rings;
        _window = new ReadAheadWindow(
            file, ring, start, long.MaxValue, ring is null ? 0 : knownLength, chunkLength, hasExactChunks: true);
    }

    /// <summary>Gets a value indicating whether reads go around the page cache.</summary>
    internal bool IsDirect => _file.IsDirect;

    /// <summary>Gets why they do not.</summary>
    internal string FallbackReason => _file.FallbackReason;

    /// <summary>Gets a value indicating whether the next chunk is there.</summary>
    internal bool IsNextReady => _window.IsNextReady;

    /// <summary>Gives the next chunk, empty at the end. Ownership: transfers.</summary>
    /// <exception cref="NativeIoException">The system refused.</exception>
    internal BufferSlice TakeNext() => _window.TakeNext();

    public void Dispose()
    {
        _window.Dispose();

        // A window that ended with something in flight has disposed the ring.
        if (_ring is { IsDisposed: false })
        {
            _rings.Return(_ring);
        }

        _file.Dispose();
    }
}
