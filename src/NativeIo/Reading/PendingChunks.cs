using System;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// The chunks that are read ahead, in order. Ownership: owns each until it is taken; memory that is being read to stays
/// until that is over, also when nobody wants it any more.
/// </summary>
/// <remarks>Thread safety: none.</remarks>
internal sealed class PendingChunks
{
    private readonly ValueTask<BufferSlice>[] _reads;
    private int _first;

    internal PendingChunks(int countMax) => _reads = new ValueTask<BufferSlice>[countMax];

    /// <summary>Gets the number of chunks that are on the way.</summary>
    internal int Count { get; private set; }

    /// <summary>Gets whether no more fit.</summary>
    internal bool IsFull => Count == _reads.Length;

    /// <summary>Adds a read that was started. Ownership: transfers the read and what it gives.</summary>
    internal void Add(ValueTask<BufferSlice> read)
    {
        Debug.Assert(!IsFull, "There is room.");
        _reads[(_first + Count) % _reads.Length] = read;
        Count++;
    }

    /// <summary>Takes the first. Ownership: the caller awaits it once and disposes what it gives.</summary>
    internal ValueTask<BufferSlice> TakeFirst()
    {
        Debug.Assert(Count > 0, "There is one.");
        ValueTask<BufferSlice> read = _reads[_first];
        _reads[_first] = default;
        _first = (_first + 1) % _reads.Length;
        Count--;
        return read;
    }

    /// <summary>
    /// Waits for all that are on the way and drops what they give. All of them, whatever one throws: their memory is
    /// given back next.
    /// </summary>
    internal async ValueTask DrainAsync()
    {
        ExceptionDispatchInfo? mistake = null;
        while (Count > 0)
        {
            try
            {
                BufferSlice unwanted = await TakeFirst().ConfigureAwait(false);
                unwanted.Dispose();
            }
            catch (Exception exception) when (exception is System.IO.IOException or OperationCanceledException
                or InsufficientMemoryException or ObjectDisposedException)
            {
                // Nobody asks for this chunk any more, so nobody needs to hear that it could not be read; when it is
                // asked for again, the read is repeated and reports.
            }
            catch (Exception exception)
            {
                mistake ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        mistake?.Throw();
    }
}
