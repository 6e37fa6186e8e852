using System;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Targets;

/// <content>What slices do among themselves.</content>
internal sealed partial class ChunkedBufferProgram
{
    private void MakeSlice(int which, int variant, ref FuzzInput reader)
    {
        byte[] content = NextContent(reader.NextLength(LengthMax));
        if (variant < 2)
        {
            Keep(BufferSlice.CopyFrom(content, _pool.Pool), content);
            return;
        }

        (ReadOnlyMemory<byte> memory, object state) = _foreign.Lend(content);
        Keep(BufferSlice.FromExternal(memory, ForeignMemory.Release, state), content);
    }

    private void ChangeSlice(int which, int variant, ref FuzzInput reader)
    {
        if (_slices.Count == 0)
        {
            return;
        }

        int index = reader.NextUpTo(_slices.Count - 1);
        ModelSlice slice = _slices[index];
        switch (variant)
        {
            case 0:
                Keep(slice.Slice.Share(), slice.Bytes);
                break;
            case 1:
                int start = reader.NextUpTo(slice.Bytes.Length);
                int length = reader.NextUpTo(slice.Bytes.Length - start);
                Refuses<ArgumentOutOfRangeException>(
                    () => slice.Slice.Slice(start, slice.Bytes.Length - start + 1), "A slice beyond the end");
                Keep(slice.Slice.Slice(start, length), slice.Bytes[start..(start + length)]);
                break;
            case 2:
                Keep(slice.Slice.ToContiguous(_pool.Pool), slice.Bytes);
                break;
            default:
                _slices.RemoveAt(index);
                BufferSlice detached = slice.Slice.Detach(_pool.Pool);
                Verify.True(detached.IsUnique, "A detached slice is not unique");
                Keep(detached, slice.Bytes);
                break;
        }
    }

    private void JoinSlices(int which, int variant, ref FuzzInput reader)
    {
        int count = reader.NextUpTo(5);
        var parts = new BufferSlice[_slices.Count == 0 ? 0 : count];
        byte[] bytes = [];
        for (int index = 0; index < parts.Length; index++)
        {
            ModelSlice slice = _slices[reader.NextUpTo(_slices.Count - 1)];
            parts[index] = slice.Slice;
            bytes = [.. bytes, .. slice.Bytes];
        }

        if (bytes.Length <= BufferLengthMax)
        {
            Keep(BufferSlice.Concat(parts), bytes);
        }
    }

    // A slice that says nobody else sees its memory may be written to: if somebody does, the model will tell.
    private void WriteThroughSlice(int which, int variant, ref FuzzInput reader)
    {
        if (_slices.Count == 0)
        {
            return;
        }

        int index = reader.NextUpTo(_slices.Count - 1);
        ModelSlice slice = _slices[index];
        if (slice.Slice.TryGetWritableSpan(out Span<byte> span))
        {
            byte[] content = NextContent(slice.Bytes.Length);
            content.CopyTo(span);
            _slices[index] = slice with { Bytes = content };
        }
    }

    private void DisposeSlice(int which, int variant, ref FuzzInput reader)
    {
        if (_slices.Count == 0)
        {
            return;
        }

        int index = reader.NextUpTo(_slices.Count - 1);
        ModelSlice slice = _slices[index];
        _slices.RemoveAt(index);
        slice.VerifyContent();
        bool isTracked = slice.IsTracked;
        slice.Slice.Dispose();
        if (!isTracked || variant == 0)
        {
            return;
        }

        // Checked mode knows the handle apart from others to the same block, so a copy of it is refused for ever.
        Refuses<ObjectDisposedException>(slice.Slice.Dispose, "A second dispose");
        Refuses<ObjectDisposedException>(() => slice.Slice.Share().Dispose(), "A share of a disposed slice");
        _pool.ForgetHandleMisuse();
    }
}
