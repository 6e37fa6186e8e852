using System;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Targets;

/// <content>What adds bytes.</content>
internal sealed partial class ChunkedBufferProgram
{
    private const int LengthMax = 6000;

    private void AppendBytes(int which, int variant, ref FuzzInput reader)
    {
        ModelBuffer target = _buffers[which];
        byte[] content = NextContent(reader.NextLength(LengthMax));
        if (RefusesForLease(target, () => target.Buffer.Append(content)))
        {
            return;
        }

        target.Buffer.Append(content);
        target.Bytes.AddRange(content);
    }

    private void AppendSlice(int which, int variant, ref FuzzInput reader)
    {
        ModelBuffer target = _buffers[which];
        if (_slices.Count == 0)
        {
            return;
        }

        ModelSlice slice = _slices[reader.NextUpTo(_slices.Count - 1)];
        if (RefusesForLease(target, () => target.Buffer.Append(slice.Slice)))
        {
            return;
        }

        if (variant == 3)
        {
            // A chain of appends of one slice makes one chunk or many, but never the wrong bytes.
            target.Buffer.Append(slice.Slice);
            target.Bytes.AddRange(slice.Bytes);
        }

        target.Buffer.Append(slice.Slice);
        target.Bytes.AddRange(slice.Bytes);
    }

    private void AppendForeign(int which, int variant, ref FuzzInput reader)
    {
        ModelBuffer target = _buffers[which];
        byte[] content = NextContent(reader.NextLength(LengthMax));
        if (target.HasLease && _refusals == RefusalsMax)
        {
            return;
        }

        (ReadOnlyMemory<byte> memory, object state) = _foreign.Lend(content);
        Action append = () => target.Buffer.AppendExternal(memory, ForeignMemory.Release, state);
        if (!RefusesForLease(target, append))
        {
            append();
            target.Bytes.AddRange(content);
        }
    }

    private void AppendBuffer(int which, int variant, ref FuzzInput reader)
    {
        ModelBuffer target = _buffers[which];
        ModelBuffer other = _buffers[variant & 1];
        if (!RefusesForLease(target, () => target.Buffer.Append(other.Buffer)))
        {
            target.Buffer.Append(other.Buffer);
            target.Bytes.AddRange(other.Bytes.ToArray());
        }
    }

    private void Prepend(int which, int variant, ref FuzzInput reader)
    {
        ModelBuffer target = _buffers[which];
        if (variant == 3 && _slices.Count > 0)
        {
            ModelSlice slice = _slices[reader.NextUpTo(_slices.Count - 1)];
            target.Buffer.Prepend(slice.Slice);
            target.Bytes.InsertRange(0, slice.Bytes);
            return;
        }

        byte[] content = NextContent(reader.NextLength(LengthMax));
        target.Buffer.Prepend(content);
        target.Bytes.InsertRange(0, content);
    }

    private void Lease(int which, int variant, ref FuzzInput reader)
    {
        ModelBuffer target = _buffers[which];
        int hint = reader.NextLength(LengthMax);
        if (variant < 3)
        {
            Memory<byte> memory = target.Buffer.GetMemory(hint);
            Verify.True(memory.Length >= Math.Max(hint, 1), "A lease is smaller than its hint");
            target.OpenLease(memory);
            return;
        }

        var pieces = new Memory<byte>[1 + reader.NextUpTo(ModelBuffer.LeasePiecesMax - 1)];
        int count = target.Buffer.GetMemories(pieces, hint + 1);
        Verify.True(count >= 1 && count <= pieces.Length, "A lease has an impossible number of pieces");
        target.OpenLease(pieces.AsSpan(0, count));
        foreach (Memory<byte> piece in pieces.AsSpan(0, count))
        {
            Verify.True(!piece.IsEmpty, "A piece of a lease is empty");
        }

        Verify.True(
            count == pieces.Length || target.LeaseLength > hint, "A lease with room for more pieces is too small");
    }

    private void Commit(int which, int variant, ref FuzzInput reader)
    {
        ModelBuffer target = _buffers[which];
        int length = reader.NextLength(LengthMax);
        if (!target.HasLease)
        {
            Refuses<InvalidOperationException>(() => target.Buffer.Advance(length), "A commit without a lease");
            return;
        }

        switch (variant)
        {
            case 0 or 1:
                target.Commit(NextContent((int)Math.Min(length, target.LeaseLength)));
                break;
            case 2:
                Refuses<ArgumentOutOfRangeException>(
                    () => target.Buffer.Advance(target.LeaseLength + 1 + length), "A commit beyond the lease");
                Refuses<ArgumentOutOfRangeException>(
                    () => target.Buffer.Advance(-1L - length), "A negative commit");
                break;
            default:
                target.Buffer.AbandonLease();
                target.CloseLease();
                break;
        }
    }

    // What needs the lease closed says so and changes nothing.
    private bool RefusesForLease(ModelBuffer target, Action step)
    {
        if (!target.HasLease)
        {
            return false;
        }

        Refuses<InvalidOperationException>(step, "An operation that needs the lease closed");
        return true;
    }
}
