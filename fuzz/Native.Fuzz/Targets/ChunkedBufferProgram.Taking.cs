using System;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Targets;

/// <content>What consumes bytes, looks at them or moves them.</content>
internal sealed partial class ChunkedBufferProgram
{
    private static readonly byte[][] Delimiters =
        ["\n"u8.ToArray(), "\r\n"u8.ToArray(), "--"u8.ToArray(), "\n-"u8.ToArray(), [0]];

    private void Take(int which, int variant, ref FuzzInput reader)
    {
        ModelBuffer target = _buffers[which];
        long count = reader.NextLength(LengthMax);
        int available = (int)Math.Min(count, target.Bytes.Count);
        bool isEnough = available == count;
        BufferSlice slice;
        switch (variant)
        {
            case 0:
                slice = target.Buffer.Take(count);
                break;
            case 1:
                slice = target.Buffer.TakeAll();
                available = target.Bytes.Count;
                break;
            case 2:
                Verify.Equal(isEnough, target.Buffer.TryTakeExactly(count, out slice), "TryTakeExactly");
                available = isEnough ? available : 0;
                break;
            default:
                if (!isEnough)
                {
                    Refuses<InvalidOperationException>(
                        () => target.Buffer.TakeExactly(count), "Taking more than there is");
                    return;
                }

                slice = target.Buffer.TakeExactly(count);
                break;
        }

        Keep(slice, Consume(target, available));
    }

    private void Peek(int which, int variant, ref FuzzInput reader)
    {
        ModelBuffer target = _buffers[which];
        int start = reader.NextLength(LengthMax);
        long count = variant == 3 ? -1 : reader.NextLength(LengthMax);
        ReadOnlySpan<byte> rest = target.Span[Math.Min(start, target.Bytes.Count)..];
        int available = count < 0 ? rest.Length : (int)Math.Min(count, rest.Length);
        Keep(target.Buffer.Peek(start, count), rest[..available].ToArray());
        if (variant == 2)
        {
            bool isEnough = count <= target.Bytes.Count;
            Verify.Equal(isEnough, target.Buffer.TryPeekExactly(count, out BufferSlice slice), "TryPeekExactly");
            Keep(slice, isEnough ? target.Span[..(int)count].ToArray() : []);
        }
    }

    private void Skip(int which, int variant, ref FuzzInput reader)
    {
        ModelBuffer target = _buffers[which];
        long count = reader.NextLength(LengthMax);
        int available = (int)Math.Min(count, target.Bytes.Count);
        switch (variant)
        {
            case 0:
                Verify.Equal(available, target.Buffer.Skip(count), "Skipped bytes");
                Consume(target, available);
                break;
            case 1:
                bool isEnough = available == count;
                Verify.Equal(isEnough, target.Buffer.TrySkipExactly(count), "TrySkipExactly");
                Consume(target, isEnough ? available : 0);
                break;
            case 2:
                if (!RefusesForLease(target, () => target.Buffer.SkipLast(count)))
                {
                    Verify.Equal(available, target.Buffer.SkipLast(count), "Bytes skipped at the end");
                    target.Bytes.RemoveRange(target.Bytes.Count - available, available);
                }

                break;
            default:
                byte[] prefix = target.Span[..available].ToArray();
                if (prefix.Length > 0 && (count & 1) != 0)
                {
                    prefix[^1] ^= 0x40;
                    Verify.True(!target.Buffer.TrySkipPrefix(prefix), "Another prefix was skipped");
                }
                else
                {
                    Verify.True(target.Buffer.TrySkipPrefix(prefix), "A prefix was not skipped");
                    Consume(target, available);
                }

                break;
        }
    }

    private void TakeLine(int which, int variant, ref FuzzInput reader)
    {
        ModelBuffer target = _buffers[which];
        var model = new NaiveTaker(target.Span);
        BufferSlice line;
        if (variant < 2)
        {
            TakeStatus expected = model.Line(long.MaxValue);
            Verify.Equal(expected == TakeStatus.Taken, target.Buffer.TryTakeLine(out line), "TryTakeLine");
        }
        else
        {
            int lengthMax = reader.NextByte();
            Verify.Equal(
                (int)model.Line(lengthMax),
                (int)target.Buffer.TryTakeLine(lengthMax, out line),
                "Status of a line");
        }

        Consume(target, model.Consumed);
        Keep(line, model.Taken);
    }

    private void TakeUntil(int which, int variant, ref FuzzInput reader)
    {
        ModelBuffer target = _buffers[which];
        byte argument = reader.NextByte();
        byte[] delimiter = Delimiters[argument % Delimiters.Length];
        bool includes = (variant & 1) != 0;
        long lengthMax = variant < 2 ? long.MaxValue : argument;
        var model = new NaiveTaker(target.Span);
        TakeStatus expected = model.Until(delimiter, lengthMax, includes);
        BufferSlice taken;
        if (variant < 2)
        {
            Verify.Equal(
                expected == TakeStatus.Taken,
                target.Buffer.TryTakeUntil(delimiter, out taken, includes),
                "TryTakeUntil");
        }
        else
        {
            Verify.Equal(
                (int)expected,
                (int)target.Buffer.TryTakeUntil(delimiter, lengthMax, out taken, includes),
                "Status of taking up to a delimiter");
        }

        Consume(target, model.Consumed);
        Keep(taken, model.Taken);
    }

    private void Rearrange(int which, int variant, ref FuzzInput reader)
    {
        ModelBuffer target = _buffers[which];
        switch (variant)
        {
            case 0:
                target.Buffer.Coalesce();
                Verify.True(
                    target.Buffer.TryGetContiguous(out ReadOnlySpan<byte> span), "Not contiguous after Coalesce");
                Verify.Equal(target.Span, span, "Coalesced bytes");
                break;
            case 1:
                BufferSlice slice = target.Buffer.ToContiguous();
                Verify.True(slice.ChunkCount <= 1, "ToContiguous gave more than one chunk");
                Keep(slice, [.. target.Bytes]);
                break;
            case 2:
                target.Buffer.Clear();
                target.Bytes.Clear();
                target.Buffer.TrimExcess();
                break;
            default:
                // Slices survive the buffer, and its memory goes to the next one.
                target.Buffer.Dispose();
                Refuses<ObjectDisposedException>(
                    () => target.Buffer.GetMemory(), "A lease of a disposed buffer");
                _buffers[which] = new ModelBuffer(_pool.Pool, _options);
                break;
        }
    }

    private static byte[] Consume(ModelBuffer target, int count)
    {
        byte[] consumed = target.Span[..count].ToArray();
        target.Bytes.RemoveRange(0, count);
        return consumed;
    }
}
