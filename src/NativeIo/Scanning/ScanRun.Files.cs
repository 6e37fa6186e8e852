using System;
using System.Diagnostics;
using System.IO;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <content>One file: opened without waiting, read to its end, closed, then shown.</content>
internal sealed partial class ScanRun
{
    /// <summary>
    /// Room behind kept bytes that is still worth reading to. Files that find less start a new block, so at most a
    /// quarter of a block is wasted.
    /// </summary>
    private const int RoomShareMin = 4;

    /// <summary>Kept bytes of the next file start at a cache line.</summary>
    private const int StartAlignment = 64;

    /// <summary>Gets a value indicating whether a worker waits because there are too many open files.</summary>
    internal bool IsShortOfHandles => _handles.IsFelt;

    private void ScanFile(ScanLane lane, ref BlockLease lease, in ScanItem item, long index)
    {
        lane.Path = item.Path;
        lane.Index = index;
        NativeIoException? error = item.Error;
        long length = 0;
        long ticks = 0;
        if (error is null)
        {
            BeginStep(lane);
            var clock = new ScanClock(Stopwatch.GetTimestamp());
            error = _backend.OpensWithoutWaiting ? null : CheckKindByPath(item.Path);
            if (error is null)
            {
                IoResult opened = Open(lane, item.Path);
                error = opened.IsSuccess
                    ? ReadFile(lane, ref lease, ref clock, out length)
                    : IoError.Create(_backend, "open", item.Path, opened.ErrorCode);
            }

            if (clock.Total == 0)
            {
                // It was not even opened.
                CountStep(lane, AloneRow, clock.Lap(), 0);
            }

            ticks = clock.Total;
        }

        CountFile(lane, AloneRow, error is not null);
        lane.Worker.OnFile(new ScannedFile(
            item.Path, index, length, Stopwatch.GetElapsedTime(0, ticks), error));
    }

    /// <summary>
    /// Opens a file so that nothing can wait for another process, as at a pipe that nobody writes to.
    /// </summary>
    private IoResult Open(ScanLane lane, NativePath path)
    {
        if (path.IsEmpty)
        {
            throw new ArgumentException($"The path at {lane.Index} is empty and names no file.");
        }

        FileOpenFlags flags = FileOpenFlags.NonBlocking;
        flags |= _options.FollowsLinks ? FileOpenFlags.None : FileOpenFlags.NoFollow;
        var request = new FileOpenRequest(path, FileAccess.Read, FileOpenMode.Open, flags, 0);
        IoResult result = OpenOnce(lane, request);
        return !result.IsSuccess && _backend.Classify(result.ErrorCode) == IoErrorKind.TooManyOpenFiles
            ? OpenPatiently(lane, request, result)
            : result;
    }

    private IoResult OpenOnce(ScanLane lane, in FileOpenRequest request)
    {
        int attempts = 0;
        IoResult result;
        do
        {
            result = _backend.OpenDescriptor(request, out FileDescriptor opened);
            lane.Open = opened;
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(_backend, result.ErrorCode, ref attempts));
        return result;
    }

    /// <summary>
    /// Too many open files are no failure of this one: there should be fewer workers, and this one waits for the others
    /// to close theirs, or for the rest of the process.
    /// </summary>
    private IoResult OpenPatiently(ScanLane lane, in FileOpenRequest request, IoResult shortage)
    {
        // A ring is a handle too.
        DropBatch(lane);
        lane.MayBatch = false;
        lock (_gate)
        {
            _controller.Limit(_controller.Width - 1);
        }

        HandlePatience patience = default;
        IoResult result = shortage;
        while (!result.IsSuccess
            && _backend.Classify(result.ErrorCode) == IoErrorKind.TooManyOpenFiles
            && _handles.TryWait(ref patience))
        {
            ThrowIfStopped();
            result = OpenOnce(lane, request);
        }

        return result;
    }

    private void Close(ScanLane lane)
    {
        CloseFile(lane);
        _handles.NoteClosed();
    }

    private void CloseFile(ScanLane lane)
    {
        FileDescriptor file = lane.Open;
        lane.Open = default;
        _backend.Close(file);
    }

    private NativeIoException? ReadFile(ScanLane lane, ref BlockLease lease, ref ScanClock clock, out long length)
    {
        IoResult read = ReadFirst(lane, ref lease, out bool isWhole);
        length = read.Value;
        NativeIoException? error = null;
        if (!read.IsSuccess)
        {
            error = IoError.Create(_backend, "read", lane.Path, read.ErrorCode, read.Value);
        }
        else if (!isWhole || read.Value == 0)
        {
            // Nothing at all, or no end so far: the signs of a device. Everything else is known to be a file, since it
            // has positions and an end, and need not be looked at.
            error = CheckKind(lane);
            length = error is null ? length : 0;
        }

        if (isWhole || error is not null)
        {
            // Closed before it is shown: a handler may take its time.
            Close(lane);
        }

        CountStep(lane, AloneRow, clock.Lap(), (int)length, isWhole && error is null);
        if (length > 0)
        {
            Show(lane, ref lease, 0, (int)length, isWhole && error is null);
            clock.Skip();
        }

        if (!isWhole && error is null)
        {
            error = ReadRest(lane, ref lease, ref clock, ref length);
            Close(lane);
        }

        return error;
    }

    /// <summary>Reads until the file ends or a block is full of it.</summary>
    private IoResult ReadFirst(ScanLane lane, ref BlockLease lease, out bool isWhole)
    {
        PrepareBlock(lane, ref lease, _options.ChunkBytes / RoomShareMin);
        Span<byte> room = Room(lane, lease);
        int filled = 0;
        isWhole = false;
        while (true)
        {
            IoResult result = PlainReads.Once(_backend, lane.Open, room[filled..], filled);
            if (!result.IsSuccess)
            {
                return new IoResult(filled, result.ErrorCode);
            }

            // A short read is no end, as in /proc and on some servers; only 0 bytes are.
            isWhole = result.Value == 0;
            filled += (int)result.Value;
            if (isWhole || (filled == room.Length && lane.BlockStart == 0))
            {
                return IoResult.Success(filled);
            }

            if (filled == room.Length)
            {
                MoveToNewBlock(lane, ref lease, filled);
                room = Room(lane, lease);
            }
        }
    }

    private NativeIoException? ReadRest(
        ScanLane lane, ref BlockLease lease, ref ScanClock clock, ref long length)
    {
        while (true)
        {
            ThrowIfStopped();
            PrepareBlock(lane, ref lease, _options.ChunkBytes);
            Span<byte> room = Room(lane, lease);
            BeginStep(lane);
            IoResult result = PlainReads.Fill(_backend, lane.Open, room, length);
            CountStep(lane, AloneRow, clock.Lap(), (int)result.Value);
            ReportSteps(lane);
            if (result.Value > 0)
            {
                Show(lane, ref lease, length, (int)result.Value, isWhole: false);
                clock.Skip();
                length += result.Value;
            }

            if (!result.IsSuccess)
            {
                return IoError.Create(_backend, "read", lane.Path, result.ErrorCode, length);
            }

            if (result.Value < room.Length)
            {
                return null;
            }
        }
    }

    /// <summary>Tells a file from a device that only looked like one.</summary>
    private NativeIoException? CheckKind(ScanLane lane)
    {
        IoResult result = Interruptions.GetFacts(_backend, lane.Open, out FileFacts facts);
        if (!result.IsSuccess)
        {
            return IoError.Create(_backend, "look at", lane.Path, result.ErrorCode);
        }

        return ErrorOf(facts.Kind, lane.Path);
    }

    /// <summary>
    /// Where opening a pipe would wait for its other end, the kind is looked at before. What is missing or may not be
    /// seen is left to be said by opening it.
    /// </summary>
    private NativeIoException? CheckKindByPath(NativePath path) =>
        !path.IsEmpty && Interruptions.GetFacts(_backend, path, followsLinks: true, out FileFacts facts).IsSuccess
            ? ErrorOf(facts.Kind, path)
            : null;

    private static NativeIoException? ErrorOf(FileKind kind, NativePath path)
    {
        return kind switch
        {
            FileKind.Regular or FileKind.Unknown => null,
            FileKind.Directory => IoError.Create("read", path, IoErrorKind.IsDirectory, "it is a folder"),
            FileKind.Pipe or FileKind.Socket => IoError.Create(
                "read", path, IoErrorKind.NotSeekable, "it is a pipe or a socket and has no end"),
            _ => IoError.Create("read", path, IoErrorKind.NotSupported, "it is a device and no file"),
        };
    }

    private void Show(ScanLane lane, ref BlockLease lease, long offset, int count, bool isWhole)
    {
        lane.CountBytes(count);
        lane.Worker.OnChunk(new ScanChunk(lane, lease, lane.BlockStart, count, offset, isWhole));
        if (lane.IsBlockShared)
        {
            // What was kept must not change; the next bytes go behind it.
            lane.IsBlockShared = false;
            lane.BlockStart = (lane.BlockStart + count + StartAlignment - 1) & ~(StartAlignment - 1);
        }
    }

    /// <summary>Sees to it that the block has room.</summary>
    private void PrepareBlock(ScanLane lane, ref BlockLease lease, int roomMin)
    {
        if (lease.Length == 0 || Math.Min(lease.Length, _options.ChunkBytes) - lane.BlockStart < roomMin)
        {
            lease.Dispose();
            lease = default;
            lane.BlockStart = 0;
            lease = _pool.RentBlock(_options.ChunkBytes, allowDirty: true);
        }
    }

    private void MoveToNewBlock(ScanLane lane, ref BlockLease lease, int filled)
    {
        BlockLease larger = _pool.RentBlock(_options.ChunkBytes, allowDirty: true);
        Room(lane, lease)[..filled].CopyTo(larger.Span);
        lease.Dispose();
        lease = larger;
        lane.BlockStart = 0;
    }

    private Span<byte> Room(ScanLane lane, BlockLease lease) =>
        lease.Span[lane.BlockStart.._options.ChunkBytes];

    /// <summary>A file that the scan's end cuts off is not reported as one that was read.</summary>
    private void ThrowIfStopped()
    {
        if (IsStopped())
        {
            throw new OperationCanceledException(_cancellation);
        }
    }
}
