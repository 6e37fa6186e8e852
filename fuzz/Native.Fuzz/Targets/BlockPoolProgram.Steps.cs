using System;
using System.Buffers;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Targets;

/// <content>What a program does to the pool.</content>
internal sealed partial class BlockPoolProgram
{
    private void Rent(int way, int length)
    {
        try
        {
            _held.Add(RentOne(way, length));
        }
        catch (InsufficientMemoryException)
        {
            Verify.True(_pool.Options.SmallBytesMax != long.MaxValue, "A pool without caps says that one is reached");
        }
    }

    private HeldBlock RentOne(int way, int length)
    {
        byte tag = ++_nextTag == 0 ? ++_nextTag : _nextTag;
        if (way < 2)
        {
            IMemoryOwner<byte> owner = _pool.Rent(length);
            Verify.True(owner.Memory.Length >= length, "A rented block is too small");
            VerifyZeroed(owner.Memory.Span);
            return new HeldBlock(owner, tag);
        }

        length = Math.Max(length, 1);
        using BlockLease lease = _pool.RentBlock(length);
        Verify.True(lease.Length >= length, "A leased block is too small");
        VerifyZeroed(lease.Span);

        // The lease goes, the slice stays.
        HeldBlock.Fill(lease.Span[..length], tag);
        return new HeldBlock(lease.Share(0, length), length, tag);
    }

    private void VerifyZeroed(ReadOnlySpan<byte> span) =>
        Verify.True(
            !_pool.Options.ZeroOnRent || !span.ContainsAnyExcept((byte)0), "A block of a zeroing pool is not zero");

    private void Release(byte which)
    {
        if (_held.Count == 0)
        {
            return;
        }

        HeldBlock held = _held[which % _held.Count];
        held.VerifyContent();
        if (held.Release())
        {
            _held.Remove(held);
        }
    }

    private void Share(byte which)
    {
        if (_held.Count == 0)
        {
            return;
        }

        HeldBlock held = _held[which % _held.Count];
        if (held.IsSlice && held.Slices.Count < 8)
        {
            held.Slices.Add(held.Slices[0].Share());
        }
    }

    private void RentAndReturnAtOnce(int length)
    {
        try
        {
            BlockLease lease = _pool.RentBlock(length, allowDirty: true);
            HeldBlock.Fill(lease.Span, 0xEE);
            lease.Dispose();
        }
        catch (InsufficientMemoryException)
        {
            Verify.True(_pool.Options.SmallBytesMax != long.MaxValue, "A pool without caps says that one is reached");
        }
    }

    // What must be refused, and must leave everything as it is.
    private void Misuse(byte argument)
    {
        // A pool that reached its cap would refuse these for another reason.
        bool hasCaps = _pool.Options.SmallBytesMax != long.MaxValue;
        switch (hasCaps ? 0 : argument % 4)
        {
            case 0:
                Refuses<ArgumentOutOfRangeException>(() => _pool.Rent(-2 - argument), "A rent of fewer than no bytes");
                break;
            case 1:
                Refuses<ObjectDisposedException>(DisposeLeaseTwice, "A second dispose of a lease");
                break;
            case 2:
                Refuses<ObjectDisposedException>(UseReleasedSlice, "A use of a released slice");
                break;
            default:
                IMemoryOwner<byte> owner = _pool.Rent(argument);
                owner.Dispose();
                owner.Dispose();
                break;
        }

        // Only what was just done on purpose.
        while (_misuses.TryPeek(out BlockMisuse? misuse)
            && misuse.Kind is BlockMisuseKind.DoubleDispose or BlockMisuseKind.UseAfterDispose)
        {
            _ = _misuses.TryDequeue(out _);
        }
    }

    private void DisposeLeaseTwice()
    {
        BlockLease lease = _pool.RentBlock(64);
        BlockLease copy = lease;
        lease.Dispose();
        copy.Dispose();
    }

    private void UseReleasedSlice()
    {
        BufferSlice slice = BufferSlice.CopyFrom([1, 2, 3], _pool);
        slice.Dispose();
        _ = slice.AsSpan()[0];
    }

    private void Refuses<TException>(Action step, string what)
        where TException : Exception
    {
        if (_refusals < RefusalsMax)
        {
            _refusals++;
            Expect.Throws<TException>(step, what);
        }
    }
}
