using System;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;
using NativeIo;

namespace Native.Fuzz.Targets;

/// <summary>
/// Segments of any length, limits of a call that change from call to call, and transfers that do less than they were
/// asked for: each window is what counting bytes from the first segment gives, and all windows together are everything.
/// </summary>
internal static class SegmentProgram
{
    private const int SegmentsMax = 24;
    private const int StepsMax = 64;

    public static void Run(ReadOnlySpan<byte> input)
    {
        var program = new FuzzInput(input);
        int[] lengths = new int[program.NextUpTo(SegmentsMax)];
        foreach (ref int length in lengths.AsSpan())
        {
            length = NextLength(ref program);
        }

        var model = new NaiveSegments(lengths);
        SegmentCursor cursor = default;
        for (int step = 0; step < StepsMax && !program.IsAtEnd; step++)
        {
            int countMax = 1 + program.NextUpTo(SegmentsMax);
            long bytesMax = Math.Max(1, Numbers.Next(ref program));
            if (!VerifyNext(ref cursor, model, countMax, bytesMax, out SegmentWindow window))
            {
                break;
            }

            ComparePosition(Numbers.Next(ref program), model.Position);
            if (!Advance(ref cursor, model, NextProgress(ref program, window.Bytes, model.Left)))
            {
                return;
            }
        }

        // Whatever happened before: one call without limits takes the rest.
        if (VerifyNext(ref cursor, model, int.MaxValue, long.MaxValue, out SegmentWindow rest))
        {
            Verify.Equal(model.Left, rest.Bytes, "The rest");
            _ = Advance(ref cursor, model, rest.Bytes);
            Verify.True(!VerifyNext(ref cursor, model, 1, 1, out _), "Something comes after the rest");
        }
    }

    private static int NextLength(ref FuzzInput program)
    {
        int first = program.NextByte();
        return first switch
        {
            < 0xC0 => first & 0x1F,
            < 0xE0 => program.NextUInt16(),
            < 0xF0 => program.NextUInt16() << (first & 0xF),
            _ => int.MaxValue - (first & 0xF),
        };
    }

    /// <summary>
    /// What a call did: all, nothing, a part; one byte more than all segments have, when that is wanted.
    /// </summary>
    private static long NextProgress(ref FuzzInput program, long asked, long left)
    {
        int choice = program.NextByte();
        return (choice & 7) switch
        {
            0 or 1 => asked,
            2 => 0,
            3 => 1,
            4 => asked - 1,
            5 => left + (choice >> 7),
            _ => Math.Min(asked, Numbers.Next(ref program)),
        };
    }

    private static bool VerifyNext(
        ref SegmentCursor cursor, NaiveSegments model, int countMax, long bytesMax, out SegmentWindow window)
    {
        bool found = cursor.TryNext(model.Lengths, countMax, bytesMax, out window);
        Verify.Equal(model.Left > 0, found, "Something is left");
        Verify.Equal(model.Position, cursor.Transferred, "Transferred");
        if (found)
        {
            model.VerifyWindow(window, countMax, bytesMax);
        }

        return found;
    }

    /// <summary>Moves both on; false when the report was refused, as it had to be.</summary>
    private static bool Advance(ref SegmentCursor cursor, NaiveSegments model, long bytes)
    {
        bool isTrue = bytes <= model.Left;
        try
        {
            cursor.Advance(model.Lengths, bytes);
        }
        catch (InvalidOperationException) when (!isTrue)
        {
            return false;
        }

        Verify.True(isTrue, "More bytes were taken than there were");
        model.Position += bytes;
        return true;
    }

    private static void ComparePosition(long offset, long transferred)
    {
        Verify.Equal(
            NativeFile.AtPosition,
            SegmentCursor.PositionOf(NativeFile.AtPosition, transferred),
            "A handle's own position");
        Int128 expected = (Int128)offset + transferred;
        try
        {
            Verify.Equal(expected, SegmentCursor.PositionOf(offset, transferred), "Position");
        }
        catch (OverflowException)
        {
            Verify.True(expected > long.MaxValue, $"{offset} and {transferred} did not fit");
        }
    }
}
