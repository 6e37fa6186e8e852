using System;
using System.Collections.Generic;
using System.Linq;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

public sealed class SegmentCursorTests
{
    [Fact]
    public void Cursor_EveryListAndEveryProgress_CoversEachByteOnce()
    {
        foreach (int[] lengths in AllLists(count: 4, lengthMax: 2))
        {
            for (int countMax = 1; countMax <= 4; countMax++)
            {
                for (int bytesMax = 1; bytesMax <= 4; bytesMax++)
                {
                    FollowAll(default, new Model(lengths, countMax, bytesMax), 0);
                }
            }
        }
    }

    [Fact]
    public void Cursor_RandomListsAndProgress_CoversEachByteOnce() => SeededRandom.Check(100, static random =>
    {
        int[] lengths = new int[random.Next(0, 200)];
        foreach (ref int length in lengths.AsSpan())
        {
            length = random.Chance(30) ? 0 : random.Next(1, 50);
        }

        var model = new Model(lengths, random.Next(1, 40), random.Next(1, 500));
        SegmentCursor cursor = default;
        long position = 0;
        while (cursor.TryNext(lengths, model.CountMax, model.BytesMax, out SegmentWindow window))
        {
            model.Verify(window, position);
            long progress = random.NextInt64(window.Bytes + 1);
            cursor.Advance(lengths, progress);
            position += progress;
            Assert.Equal(position, cursor.Transferred);
        }

        Assert.Equal(model.Bytes.Length, position);
    });

    [Fact]
    public void Cursor_TotalAboveAllLimits_IsSplitExactly()
    {
        const int callMax = 0x7ffff000;
        int[] lengths = new int[3000];
        Array.Fill(lengths, int.MaxValue);
        long total = (long)int.MaxValue * lengths.Length;
        SegmentCursor cursor = default;
        long calls = 0;
        while (cursor.TryNext(lengths, 1024, callMax, out SegmentWindow window))
        {
            Assert.InRange(window.Bytes, 1, callMax);
            Assert.True(window.Bytes == callMax || cursor.Transferred + window.Bytes == total);
            cursor.Advance(lengths, window.Bytes);
            calls++;
        }

        Assert.Equal(total, cursor.Transferred);
        Assert.Equal((total + callMax - 1) / callMax, calls);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(2048)]
    [InlineData(100_000)]
    public void Cursor_MoreSegmentsThanOneCallTakes_TakesAsManyAsPossible(int count)
    {
        int[] lengths = new int[count];
        Array.Fill(lengths, 7);
        SegmentCursor cursor = default;
        int calls = 0;
        while (cursor.TryNext(lengths, 1024, long.MaxValue, out SegmentWindow window))
        {
            Assert.Equal(Math.Min(1024, count - (1024 * calls)), window.Count);
            cursor.Advance(lengths, window.Bytes);
            calls++;
        }

        Assert.Equal((count + 1023) / 1024, calls);
    }

    [Fact]
    public void TryNext_OnlyEmptySegments_IsAtTheEnd()
    {
        SegmentCursor cursor = default;
        Assert.False(cursor.TryNext([0, 0, 0], 8, 8, out SegmentWindow window));
        Assert.Equal(default, window);
        Assert.False(cursor.TryNext([], 8, 8, out _));
    }

    [Fact]
    public void Advance_BeyondTheEnd_Throws()
    {
        int[] lengths = [2, 3];
        SegmentCursor cursor = default;
        cursor.Advance(lengths, 5);
        Assert.Throws<InvalidOperationException>(() => Advance(cursor, lengths, 1));
        Assert.Throws<InvalidOperationException>(() => Advance(default, lengths, 6));
    }

    [Fact]
    public void PositionOf_LargeOffsets_AddsOrThrows()
    {
        Assert.Equal((1L << 32) + 5, SegmentCursor.PositionOf(1L << 32, 5));
        Assert.Equal(NativeFile.AtPosition, SegmentCursor.PositionOf(NativeFile.AtPosition, 5));
        Assert.Throws<OverflowException>(() => SegmentCursor.PositionOf(long.MaxValue, 1));
    }

    private static void Advance(SegmentCursor cursor, int[] lengths, long bytes) => cursor.Advance(lengths, bytes);

    private static void FollowAll(SegmentCursor cursor, Model model, int position)
    {
        if (!cursor.TryNext(model.Lengths, model.CountMax, model.BytesMax, out SegmentWindow window))
        {
            Assert.Equal(model.Bytes.Length, position);
            return;
        }

        model.Verify(window, position);
        for (int progress = 1; progress <= window.Bytes; progress++)
        {
            // The first, the last and one in between lead everywhere.
            if (progress <= 1 || progress == window.Bytes || progress == 2)
            {
                SegmentCursor next = cursor;
                next.Advance(model.Lengths, progress);
                FollowAll(next, model, position + progress);
            }
        }
    }

    private static IEnumerable<int[]> AllLists(int count, int lengthMax)
    {
        int variants = (int)Math.Pow(lengthMax + 1, count);
        return Enumerable.Range(0, variants).Select(variant =>
        {
            int[] lengths = new int[count];
            for (int index = 0; index < count; index++, variant /= lengthMax + 1)
            {
                lengths[index] = variant % (lengthMax + 1);
            }

            return lengths;
        });
    }

    /// <summary>The same as a list of every single byte: its segment and its index there.</summary>
    private sealed class Model(int[] lengths, int countMax, long bytesMax)
    {
        internal int[] Lengths => lengths;

        internal int CountMax => countMax;

        internal long BytesMax => bytesMax;

        internal (int Segment, int Index)[] Bytes { get; } =
        [
            .. lengths.SelectMany(static (length, segment) =>
                Enumerable.Range(0, length).Select(index => (segment, index))),
        ];

        internal void Verify(SegmentWindow window, long position)
        {
            List<(int, int)> covered = [];
            for (int segment = window.First; segment <= window.Last; segment++)
            {
                int start = segment == window.First ? window.Skip : 0;
                int end = segment == window.Last ? window.LastLength : lengths[segment];
                for (int index = start; index < end; index++)
                {
                    covered.Add((segment, index));
                }
            }

            Assert.NotEmpty(covered);
            Assert.Equal(covered.Count, window.Bytes);
            Assert.True(
                Bytes.AsSpan((int)position, covered.Count).SequenceEqual(covered.ToArray()), "Other bytes are next.");
            Assert.InRange(window.Count, 1, countMax);
            Assert.True(
                window.Bytes == bytesMax || window.Count == countMax || position + window.Bytes == Bytes.Length,
                "The window could have been larger.");
        }
    }
}
