using System;
using System.Threading;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// What one worker of a scan has to itself: its handler, its open file and its counts. A lane outlives the thread that
/// uses it, so that a worker that comes back later finds its handler again.
/// </summary>
/// <remarks>Thread safety: one thread at a time, but the counts are read by others.</remarks>
internal sealed class ScanLane
{
    /// <summary>
    /// Items that a worker takes at once from an enumeration: enough to make a lock cheap, few enough to be fair.
    /// </summary>
    internal const int BatchLength = 8;

    private readonly ScanItem[] _batch = new ScanItem[FileBatch.FileCountMax];
    private long _batchIndex;
    private int _batchCount;
    private int _batchTaken;
    private long _files;
    private long _failedFiles;
    private long _bytes;

    internal ScanLane(ScanWorker worker)
    {
        Worker = worker;
        MayBatch = worker is not QueueingWorker;
    }

    internal ScanWorker Worker { get; }

    /// <summary>The file that is open; closed by <see cref="ScanRun"/> in any case.</summary>
    internal FileDescriptor Open { get; set; }

    /// <summary>The file that the handler sees.</summary>
    internal NativePath Path { get; set; }

    /// <summary>Its place in the list.</summary>
    internal long Index { get; set; }

    /// <summary>Set when the handler kept bytes of the block: they must not change any more.</summary>
    internal bool IsBlockShared { get; set; }

    /// <summary>Bytes at the start of the block that were kept.</summary>
    internal int BlockStart { get; set; }

    /// <summary>What reads files together, on the worker's present thread; null while there is none.</summary>
    internal FileBatch? Batch { get; set; }

    /// <summary>
    /// Whether files are read together; not when the handler keeps bytes, or the system has shown that it cannot.
    /// </summary>
    internal bool MayBatch { get; set; }

    /// <summary>Files to read alone before the next batch.</summary>
    internal int BatchPause { get; set; }

    /// <summary>Batches in a row of which most files had to be read alone.</summary>
    internal int BatchMisses { get; set; }

    /// <summary>Files that were read alone on the worker's present thread.</summary>
    internal int FilesAlone { get; set; }

    /// <summary>Set while the metrics count a step as under way.</summary>
    internal bool IsInStep { get; set; }

    /// <summary>Steps that the controller does not know of yet.</summary>
    internal int Steps { get; set; }

    /// <summary>Those of them that were slow.</summary>
    internal int SlowSteps { get; set; }

    /// <summary>Set when its worker is on its way out and no longer counted.</summary>
    internal bool HasLeft { get; set; }

    // Volatile: pairs with the writes below; a reader sees counts that were true at some time.
    internal long Files => Volatile.Read(ref _files);

    internal long FailedFiles => Volatile.Read(ref _failedFiles);

    internal long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Gets a value indicating whether the worker has taken items that it has not begun.</summary>
    internal bool HasBatch => _batchTaken < _batchCount;

    /// <summary>Gets the items that the worker has taken and not begun.</summary>
    internal ReadOnlySpan<ScanItem> BatchLeft => _batch.AsSpan(_batchTaken.._batchCount);

    /// <summary>Begins a batch of items; the first has this index.</summary>
    internal void BeginBatch(long index)
    {
        _batchIndex = index;
        _batchCount = 0;
        _batchTaken = 0;
    }

    internal void AddToBatch(ScanItem item) => _batch[_batchCount++] = item;

    internal bool TryTakeFromBatch(out ScanItem item, out long index)
    {
        index = _batchIndex + _batchTaken;
        item = HasBatch ? _batch[_batchTaken++] : default;
        return index < _batchIndex + _batchCount;
    }

    /// <summary>Gets the index of one of the items that are left.</summary>
    internal long IndexOfLeft(int offset) => _batchIndex + _batchTaken + offset;

    internal void CountBytes(int count) => Volatile.Write(ref _bytes, _bytes + count);

    internal void CountFile(bool isFailed)
    {
        Volatile.Write(ref _files, _files + 1);
        if (isFailed)
        {
            Volatile.Write(ref _failedFiles, _failedFiles + 1);
        }
    }
}
