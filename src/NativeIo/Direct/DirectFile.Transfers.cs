using System;
using System.Diagnostics;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <content>
/// Transfers of aligned parts to their end, and of any part by way of aligned blocks. All policy of direct transfers is
/// here; faster paths do the plain case and hand over here when something is not plain.
/// </content>
internal sealed partial class DirectFile
{
    /// <summary>The longest block by which an unaligned part is transferred; what a pool keeps.</summary>
    private const int BounceLengthMax = 256 * 1024;

    /// <summary>Gets the longest aligned transfer that the system takes.</summary>
    private int StepMax =>
        (int)Math.Max(DirectRange.Down(Backend.TransferLengthMax, OffsetAlignment), OffsetAlignment);

    /// <summary>Reads any part of the file until the memory is full or the file ends.</summary>
    /// <exception cref="NativeIoException">The system refused; the bytes before the failure are in place.</exception>
    internal int Read(Span<byte> destination, long offset)
    {
        int direct = 0;
        if (DirectRange.IsAligned(offset, OffsetAlignment))
        {
            direct = ReadInPlace(destination, offset, out bool isEnd);
            if (isEnd)
            {
                return direct;
            }
        }

        return direct + ReadBounced(destination[direct..], offset + direct, direct);
    }

    /// <summary>
    /// Reads an aligned part until the memory is full or the file ends. Also goes on where another read got to, when
    /// that is aligned.
    /// </summary>
    /// <param name="memory">Aligned memory whose length is a multiple of the alignment.</param>
    /// <param name="offset">An aligned position.</param>
    /// <param name="failure">
    /// Why reading ended early, if it did. A fault of the device is narrowed down to the first sector that has it.
    /// </param>
    /// <returns>The bytes that are in place, also before a failure.</returns>
    internal int ReadAligned(Span<byte> memory, long offset, out DirectFailure failure)
    {
        Debug.Assert(DirectRange.IsAligned(offset, OffsetAlignment), "The position is aligned.");
        Debug.Assert(DirectRange.IsAligned(memory.Length, OffsetAlignment), "The length is aligned.");
        int total = 0;
        int step = memory.Length;
        int lastEnd = -1;
        failure = default;
        while (total < memory.Length)
        {
            int wanted = Math.Min(Math.Min(step, memory.Length - total), StepMax);
            bool wasDirect = IsDirect;
            IoResult result = Transfers.ReadOnce(Backend, _file.Handle, memory.Slice(total, wanted), offset + total);
            if (!result.IsSuccess)
            {
                step = StepAfterFailure(result.ErrorCode, wasDirect, wanted, offset + total, out failure);
                if (step > 0)
                {
                    continue;
                }

                break;
            }

            total += (int)result.Value;
            step = (int)Math.Min((long)step * 2, memory.Length);
            int rest = (int)(total - DirectRange.Down(total, OffsetAlignment));
            if (result.Value == 0 || (total <= lastEnd && IsEnd(offset + total)))
            {
                break;
            }

            if (rest != 0 && IsDirect)
            {
                // Between sectors: the file ends here, or the transfer was short. Reading the sector again tells,
                // since at the end it gives the same.
                lastEnd = total;
                total -= rest;
            }
        }

        return total;
    }

    /// <summary>Writes an aligned part.</summary>
    /// <param name="memory">Aligned memory whose length is a multiple of the alignment.</param>
    /// <param name="offset">An aligned position.</param>
    /// <param name="bytesBefore">What the caller has transferred before, for errors.</param>
    /// <param name="skip">The bytes at the start of the memory that are not the caller's, for errors.</param>
    /// <exception cref="NativeIoException">The system refused, or the device accepts nothing.</exception>
    internal void WriteAligned(ReadOnlySpan<byte> memory, long offset, long bytesBefore, int skip = 0)
    {
        Debug.Assert(DirectRange.IsAligned(offset, OffsetAlignment), "The position is aligned.");
        Debug.Assert(DirectRange.IsAligned(memory.Length, OffsetAlignment), "The length is aligned.");
        int total = 0;
        int attempts = 0;
        while (total < memory.Length)
        {
            int wanted = Math.Min(memory.Length - total, StepMax);
            bool wasDirect = IsDirect;
            IoResult result = Backend.Write(_file.Handle, memory.Slice(total, wanted), offset + total);
            if (!result.IsSuccess)
            {
                if (Transfers.IsWorthRepeating(Backend, result.ErrorCode, ref attempts)
                    || TryFallBack(wasDirect, result.ErrorCode))
                {
                    continue;
                }

                throw IoError.Create(
                    Backend, "write", _file.Path, result.ErrorCode, bytesBefore + Math.Max(0, total - skip));
            }

            // What ends between sectors is written again from the last one's start.
            int end = (int)DirectRange.Down(total + result.Value, OffsetAlignment);
            attempts = end > total ? 0 : attempts + 1;
            total = end;
            if (attempts == Transfers.IdleCallsMax)
            {
                throw Transfers.NothingAccepted(_file.Path, bytesBefore + Math.Max(0, total - skip));
            }
        }
    }

    /// <summary>
    /// Writes any part by way of aligned blocks; sectors that are changed in part are read first. Gives where the last
    /// sector ends, which may be behind the end that the file should have.
    /// </summary>
    /// <exception cref="NativeIoException">The system refused.</exception>
    internal long WriteBounced(ReadOnlySpan<byte> source, long offset)
    {
        int total = 0;
        long end = 0;
        while (total < source.Length)
        {
            int count = Math.Min(source.Length - total, Math.Max(BounceLengthMax - OffsetAlignment, OffsetAlignment));
            DirectRange range = DirectRange.Around(offset + total, count, OffsetAlignment);
            if (range.Count == 0)
            {
                // No whole sector is left before the last offset that a file can have.
                throw IoError.Create(
                    "write", File.Path, IoErrorKind.FileTooLarge, "no file is as long as that", total);
            }

            using BlockLease lease = Rent(range.Length);
            Span<byte> block = lease.Span[..(int)range.Length];
            if (range.Skip > 0)
            {
                LoadSector(block[..OffsetAlignment], range.Start, total);
            }

            // One sector may be changed in its middle only; then it was just read.
            if (range.Slack > 0 && (range.Skip == 0 || range.Length > OffsetAlignment))
            {
                LoadSector(block[^OffsetAlignment..], range.End - OffsetAlignment, total);
            }

            source.Slice(total, (int)range.Count).CopyTo(block[range.Skip..]);
            WriteAligned(block, range.Start, total, range.Skip);
            total += (int)range.Count;
            end = range.End;
        }

        return end;
    }

    /// <summary>Throws what ended a read.</summary>
    /// <param name="failure">Why it ended; nothing happens when it is none.</param>
    /// <param name="bytesTransferred">The wanted bytes that are in place.</param>
    internal void ThrowIfFailed(in DirectFailure failure, long bytesTransferred)
    {
        if (failure.ErrorCode != 0)
        {
            throw failure.Length == 0
                ? IoError.Create(Backend, "read", _file.Path, failure.ErrorCode, bytesTransferred)
                : IoError.CreateAt(
                    Backend, "read", _file.Path, failure.ErrorCode, failure.Offset, failure.Length, bytesTransferred);
        }
    }

    private void LoadSector(Span<byte> sector, long offset, long bytesBefore)
    {
        int read = ReadAligned(sector, offset, out DirectFailure failure);
        ThrowIfFailed(failure, bytesBefore);
        sector[read..].Clear();
    }

    /// <summary>
    /// Reads the part of the memory that can be read without a copy. The end is reached when the file gave less.
    /// </summary>
    private int ReadInPlace(Span<byte> destination, long offset, out bool isEnd)
    {
        int total = 0;
        isEnd = false;
        while (true)
        {
            int wanted = (int)Math.Min(
                DirectRange.Down(destination.Length - total, OffsetAlignment), StepMax);
            if (wanted == 0)
            {
                isEnd = total == destination.Length;
                return total;
            }

            if (!AlignedMemory.TryRead(
                Backend,
                _file.Handle,
                destination.Slice(total, wanted),
                offset + total,
                MemoryAlignment,
                out IoResult result)
                || !result.IsSuccess)
            {
                // Also interruptions and faults are left to the other path.
                return total;
            }

            if (result.Value == 0)
            {
                isEnd = true;
                return total;
            }

            int end = (int)DirectRange.Down(total + result.Value, OffsetAlignment);
            if (end != total + result.Value || end == total)
            {
                return end;
            }

            total = end;
        }
    }

    private int ReadBounced(Span<byte> destination, long offset, int bytesBefore)
    {
        int total = 0;
        while (total < destination.Length)
        {
            int count = Math.Min(destination.Length - total, BounceLengthMax - OffsetAlignment);
            count = count > 0 ? count : Math.Min(destination.Length - total, OffsetAlignment);
            DirectRange range = DirectRange.Around(offset + total, count, OffsetAlignment);
            if (range.Count == 0)
            {
                break;
            }

            using BlockLease lease = Rent(range.Length);
            Span<byte> block = lease.Span[..(int)range.Length];
            int usable = (int)range.Usable(ReadAligned(block, range.Start, out DirectFailure failure));
            block.Slice(range.Skip, usable).CopyTo(destination[total..]);
            total += usable;
            ThrowIfFailed(failure, bytesBefore + total);
            if (usable < count)
            {
                break;
            }
        }

        return total;
    }

    /// <summary>
    /// Tells whether the file ends where reading got stuck. If not, the file system cannot do what it said, and reading
    /// goes on through the page cache.
    /// </summary>
    private bool IsEnd(long position)
    {
        if (!IsDirect)
        {
            return false;
        }

        if (position >= _file.Length)
        {
            return true;
        }

        FallBack("it ended transfers between sectors");
        return IsDirect;
    }

    /// <summary>The length to try next; 0 when the failure is final.</summary>
    private int StepAfterFailure(int errorCode, bool wasDirect, int wanted, long position, out DirectFailure failure)
    {
        failure = default;
        if (TryFallBack(wasDirect, errorCode))
        {
            return wanted;
        }

        bool isFault = Backend.Classify(errorCode) == IoErrorKind.DeviceFault;
        if (isFault && wanted > OffsetAlignment)
        {
            // Half as much, until what is good before the fault has been read and one sector is left that is not.
            return (int)Math.Max(DirectRange.Down(wanted / 2, OffsetAlignment), OffsetAlignment);
        }

        failure = new DirectFailure(errorCode, position, isFault ? wanted : 0);
        return 0;
    }
}
