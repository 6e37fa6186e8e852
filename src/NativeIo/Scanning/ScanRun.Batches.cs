using System;
using System.Diagnostics;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <content>
/// Small files together, where the system can: one call reads all files that a worker has taken. What does not succeed
/// so, as a file that is long, missing or not in memory, is read by itself afterwards, from its beginning.
/// </content>
internal sealed partial class ScanRun
{
    /// <summary>Files below which a call for each costs no more.</summary>
    private const int BatchFilesMin = 4;

    /// <summary>Files that a worker reads by themselves before it makes a batch, which costs a dozen calls.</summary>
    private const int FilesBeforeBatch = 32;

    /// <summary>The shortest part of a block that is worth it.</summary>
    private const int BatchPartMin = 4096;

    /// <summary>Files that are read by themselves after batches of which most files had to be.</summary>
    private const int BatchPauseMax = 1024;

    /// <summary>How many files a worker takes at once.</summary>
    private int BatchLengthOf(ScanLane lane) => MayBatch(lane) ? FileBatch.FileCountMax : 1;

    private bool MayBatch(ScanLane lane) => lane.MayBatch && lane.BatchPause == 0
        && _options.ChunkBytes / FileBatch.FileCountMax >= BatchPartMin;

    /// <summary>Reads what the worker has taken in one go; false when it is to be read file by file.</summary>
    private bool TryScanBatch(ScanLane lane, ref BlockLease lease)
    {
        lane.BatchPause = Math.Max(0, lane.BatchPause - 1);
        if (!MayBatch(lane) || lane.BatchLeft.Length < BatchFilesMin || !TryMakeBatch(lane))
        {
            return false;
        }

        FileBatch batch = lane.Batch!;
        Span<int> lengths = stackalloc int[FileBatch.FileCountMax];
        ReadOnlySpan<ScanItem> items = lane.BatchLeft;
        var clock = new ScanClock(Stopwatch.GetTimestamp());
        lane.BlockStart = 0;
        PrepareBlock(lane, ref lease, _options.ChunkBytes);
        BeginStep(lane);
        bool isRead = ReadBatch(lane, batch, lease, items, lengths, out int wholeCount);
        EndStep(lane);
        if (!isRead)
        {
            // The system has no more batches, or did not finish this one: its block is left to it.
            lane.MayBatch = false;
            lease.Dispose();
            lease = default;
            return false;
        }

        long ticks = clock.Lap() / items.Length;
        lane.BatchMisses = wholeCount * 2 >= items.Length ? 0 : lane.BatchMisses + 1;
        lane.BatchPause = lane.BatchMisses == 0
            ? 0
            : Math.Min(BatchPauseMax, FileBatch.FileCountMax << Math.Min(lane.BatchMisses, 6));
        ShowBatch(lane, ref lease, lengths, ticks);
        return true;
    }

    private bool TryMakeBatch(ScanLane lane)
    {
        if (lane.Batch is null && lane.FilesAlone >= FilesBeforeBatch)
        {
            lane.MayBatch = _backend.CreateFileBatch(out FileBatch? batch).IsSuccess;
            lane.Batch = batch;
        }

        return lane.Batch is not null;
    }

    private bool ReadBatch(
        ScanLane lane,
        FileBatch batch,
        BlockLease lease,
        ReadOnlySpan<ScanItem> items,
        scoped Span<int> lengths,
        out int wholeCount)
    {
        wholeCount = 0;
        for (int index = 0; index < items.Length; index++)
        {
            if (items[index].Error is null)
            {
                _ = batch.Add(index, items[index].Path, _options.FollowsLinks);
            }
        }

        // Keeps the block for as long as the kernel may write to it.
        using BufferSlice block = lease.Share(0, _options.ChunkBytes);
        if (!batch.Execute(System.Runtime.InteropServices.MemoryMarshal.AsMemory(block.AsMemory())))
        {
            return false;
        }

        for (int index = 0; index < items.Length; index++)
        {
            lengths[index] = batch.LengthOf(index);
            wholeCount += lengths[index] > 0 ? 1 : 0;
        }

        return true;
    }

    /// <summary>Shows the files that were read, then reads the others one by one.</summary>
    private void ShowBatch(
        ScanLane lane, ref BlockLease lease, scoped ReadOnlySpan<int> lengths, long ticks)
    {
        int partLength = _options.ChunkBytes / FileBatch.FileCountMax;
        bool isShared = false;
        ReadOnlySpan<ScanItem> items = lane.BatchLeft;
        for (int index = 0; index < items.Length && !IsStopped(); index++)
        {
            if (lengths[index] > 0)
            {
                lane.Path = items[index].Path;
                lane.Index = lane.IndexOfLeft(index);
                lane.BlockStart = index * partLength;
                CountStep(lane, TogetherRow, ticks, lengths[index]);
                Show(lane, ref lease, 0, lengths[index], isWhole: true);
                isShared |= lane.BlockStart != index * partLength;
                CountFile(lane, TogetherRow, isFailed: false);
                lane.Worker.OnFile(new ScannedFile(
                    lane.Path, lane.Index, lengths[index], Stopwatch.GetElapsedTime(0, ticks), null));
            }
        }

        lane.BlockStart = 0;
        if (isShared)
        {
            // A kept file would keep the parts of all others; files that are read alone lie close together.
            lane.MayBatch = false;
            lease.Dispose();
            lease = default;
        }

        for (int index = 0; lane.TryTakeFromBatch(out ScanItem item, out long place) && !IsStopped(); index++)
        {
            if (lengths[index] == 0)
            {
                ScanFile(lane, ref lease, item, place);
            }
        }

        ReportSteps(lane);
    }

    /// <summary>Gives up what reads files together; on the thread that made it.</summary>
    private static void DropBatch(ScanLane lane)
    {
        lane.Batch?.Dispose();
        lane.Batch = null;
        lane.FilesAlone = 0;
    }
}
