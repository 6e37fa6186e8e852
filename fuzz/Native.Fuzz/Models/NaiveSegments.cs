using System;
using Native.Fuzz.Rig;
using NativeIo;

namespace Native.Fuzz.Models;

/// <summary>
/// Segments as one run of bytes that are numbered from the first on. The only state is how many are done; everything
/// else is counted again from the start each time.
/// </summary>
internal sealed class NaiveSegments(int[] lengths)
{
    public int[] Lengths => lengths;

    /// <summary>The bytes that are done.</summary>
    public long Position { get; set; }

    public long Left => StartOf(lengths.Length) - Position;

    /// <summary>The window begins at the position and is as long as the limits allow.</summary>
    public void VerifyWindow(in SegmentWindow window, int countMax, long bytesMax)
    {
        int first = 0;
        while (StartOf(first + 1) <= Position)
        {
            first++;
        }

        Verify.Equal(first, window.First, "First segment");
        Verify.Equal(Position - StartOf(first), window.Skip, "Bytes that are done of the first segment");
        long limit = StartOf((int)Math.Min((long)first + countMax, lengths.Length));
        long expected = Math.Min(limit - Position, bytesMax);
        Verify.Equal(expected, window.Bytes, "Bytes of the window");
        Verify.True(window.Count >= 1 && window.Count <= countMax, $"{window.Count} segments of at most {countMax}");
        Verify.True(
            window.LastLength >= 0 && window.LastLength <= lengths[window.Last],
            $"{window.LastLength} bytes of a segment of {lengths[window.Last]}");
        Verify.Equal(Position + expected, StartOf(window.Last) + window.LastLength, "Where the window ends");
    }

    private long StartOf(int index)
    {
        long start = 0;
        foreach (int length in lengths.AsSpan(0, index))
        {
            start += length;
        }

        return start;
    }
}
