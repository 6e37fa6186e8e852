using System;
using System.Buffers;
using System.Runtime.InteropServices;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <content>Registered memory: pinned once instead of for each operation.</content>
internal sealed partial class UringEngine
{
    /// <summary>The most regions; each operation looks through them.</summary>
    private const int RegionCountMax = 16;

    private MemoryHandle[] _regionPins = [];
    private (nint Start, nint End)[] _regions = [];

    internal override bool TryRegister(ReadOnlySpan<Memory<byte>> regions, out string reason)
    {
        if (_regions.Length > 0 || regions.IsEmpty || regions.Length > RegionCountMax)
        {
            reason = $"a ring registers 1 to {RegionCountMax} regions, once";
            return false;
        }

        var vectors = new IoVector[regions.Length];
        var ranges = new (nint Start, nint End)[regions.Length];
        _regionPins = new MemoryHandle[regions.Length];
        try
        {
            PinRegions(regions, vectors, ranges);
        }
        catch
        {
            ReleaseRegions();
            throw;
        }

        int errorCode = Register(vectors);
        reason = errorCode == 0 ? "" : $"io_uring_register failed: {Marshal.GetPInvokeErrorMessage(errorCode)}"
            + $" (error {errorCode}); the limit on locked memory may be too low";
        if (errorCode == 0)
        {
            _regions = ranges;
            return true;
        }

        ReleaseRegions();
        return false;
    }

    private void PinRegions(
        ReadOnlySpan<Memory<byte>> regions, IoVector[] vectors, (nint Start, nint End)[] ranges)
    {
        for (int index = 0; index < regions.Length; index++)
        {
            MemoryHandle pin = regions[index].Pin();
            _regionPins[index] = pin;

            // SAFETY: only the number is taken; the pin holds until the ring is closed.
            unsafe
            {
                ranges[index] = ((nint)pin.Pointer, (nint)pin.Pointer + regions[index].Length);
            }

            vectors[index] = new IoVector(ranges[index].Start, regions[index].Length);
        }
    }

    private int Register(IoVector[] vectors)
    {
        using var descriptor = new BorrowedHandle(_ring);
        nint returned;

        // SAFETY: the list is fixed during the call, which keeps no pointer to it. The memory that it names stays
        // pinned until the ring is closed.
        unsafe
        {
            fixed (IoVector* list = vectors)
            {
                returned = _calls.RingCall(
                    IoUringConstants.SYS_io_uring_register,
                    descriptor.Descriptor,
                    (nint)IoUringConstants.IORING_REGISTER_BUFFERS,
                    (nint)list,
                    vectors.Length,
                    0,
                    0);
            }
        }

        return returned >= 0 ? 0 : Marshal.GetLastSystemError();
    }

    private int FindRegion(nint address, int length)
    {
        for (int index = 0; index < _regions.Length; index++)
        {
            if (address >= _regions[index].Start && length <= _regions[index].End - address
                && address < _regions[index].End)
            {
                return index;
            }
        }

        return -1;
    }

    private void ReleaseRegions()
    {
        foreach (MemoryHandle pin in _regionPins)
        {
            pin.Dispose();
        }

        _regionPins = [];
        _regions = [];
    }
}
