using System;
using ChunkedBuffers;

namespace Native.Fuzz.Models;

/// <summary>The ways in which bytes come into a buffer, in turn.</summary>
internal static class Arrival
{
    private const int WayCount = 5;

    public static void Deliver(ChunkedBuffer buffer, byte[] bytes, int way, BlockPool pool)
    {
        switch (way % WayCount)
        {
            case 0:
                buffer.Append(bytes);
                break;
            case 1:
                bytes.CopyTo(buffer.GetSpan(bytes.Length));
                buffer.Advance(bytes.Length);
                break;
            case 2:
                // Linked instead of copied when it is long enough for the buffer's options.
                using (BufferSlice slice = BufferSlice.CopyFrom(bytes, pool))
                {
                    buffer.Append(slice);
                }

                break;
            case 3:
                buffer.AppendExternal(GuardedPieces.Copy(bytes));
                break;
            default:
                // Two chunks, which are linked whatever their length.
                using (BufferSlice front = BufferSlice.CopyFrom(bytes.AsSpan(0, bytes.Length / 2), pool))
                using (BufferSlice back = BufferSlice.CopyFrom(bytes.AsSpan(bytes.Length / 2), pool))
                using (BufferSlice joined = BufferSlice.Concat(front, back))
                {
                    buffer.Append(joined);
                }

                break;
        }
    }
}
