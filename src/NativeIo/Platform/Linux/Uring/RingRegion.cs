using System;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using NativeIo.Interop.Linux;

namespace NativeIo.Platform;

/// <summary>Memory that is shared with the kernel's side of a ring; unmapped when it is disposed.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RingRegion : SafeHandle
{
    private const nint MapFailed = -1;

    private readonly LinuxCalls _calls;
    private readonly nuint _length;

    private RingRegion(LinuxCalls calls, nint address, nuint length)
        : base(MapFailed, ownsHandle: true)
    {
        _calls = calls;
        _length = length;
        SetHandle(address);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == MapFailed;

    /// <summary>Maps part of a ring. Ownership: the caller disposes the region, which is null on failure.</summary>
    internal static IoResult Map(LinuxCalls calls, int descriptor, nuint length, long offset, out RingRegion? region)
    {
        nint address;

        // SAFETY: a new mapping is asked for, so nothing that exists changes.
        unsafe
        {
            address = calls.RingMap(
                0,
                length,
                MemoryConstants.PROT_READ | MemoryConstants.PROT_WRITE,
                MemoryConstants.MAP_SHARED | MemoryConstants.MAP_POPULATE,
                descriptor,
                offset);
        }

        if (address == MapFailed)
        {
            int errorCode = Marshal.GetLastSystemError();
            region = null;
            return IoResult.Failure(errorCode);
        }

        region = new RingRegion(calls, address, length);

        // A child process must not write to the parent's queues. When the hint fails, the child, which only executes
        // another program, still does not.
        // SAFETY: the advice concerns exactly the new mapping.
        unsafe
        {
            _ = calls.RingAdvise(address, length, MemoryConstants.MADV_DONTFORK);
        }

        return IoResult.Success();
    }

    /// <summary>
    /// The address of something in the region. Safety: the caller keeps the region mapped while it uses the address.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not inside the region or not aligned.</exception>
    internal unsafe byte* AddressOf(uint offset, ulong lengthBytes, uint alignment)
    {
        if (IsInvalid || IsClosed || offset % alignment != 0 || offset > _length || lengthBytes > _length - offset)
        {
            throw new InvalidOperationException(
                $"The kernel put {lengthBytes} bytes at {offset} of a ring that is {_length} long.");
        }

        return (byte*)handle + offset;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        // SAFETY: the mapping is this handle's own, and no call borrows it any more.
        unsafe
        {
            return _calls.RingUnmap(handle, _length) == 0;
        }
    }
}
