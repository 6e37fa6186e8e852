using System;
using System.Buffers;
using System.Collections.Generic;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Targets;

/// <content>What is compared with, and what is cut out of, slices.</content>
internal static partial class Searching
{
    private static void Comparisons(
        ChunkedSource source, byte[] content, byte[] needle, long start, BlockPool pool)
    {
        byte[] rest = content[(int)Math.Min(start, content.Length)..];
        Verify.Equal(content.AsSpan().StartsWith(needle), source.StartsWith(needle), "StartsWith");
        Verify.Equal(content.AsSpan().EndsWith(needle), source.EndsWith(needle), "EndsWith");
        Verify.Equal(content.AsSpan().EndsWith(rest), source.EndsWith(rest), "EndsWith the rest");
        byte[] copy = new byte[needle.Length + 1];
        if (start <= content.Length)
        {
            int copied = source.CopyTo(start, copy);
            Verify.Equal(rest.AsSpan(0, Math.Min(rest.Length, copy.Length)), copy.AsSpan(0, copied), "CopyTo");
        }

        byte[] changed = [.. content];
        if (changed.Length > 0)
        {
            changed[(int)Math.Min(start, changed.Length - 1)] ^= 0x80;
        }

        Verify.True(source.SequenceEqual(content), "Content is not equal to itself");
        foreach (byte[] other in (ReadOnlySpan<byte[]>)[changed, rest, needle])
        {
            Verify.Equal(content.AsSpan().SequenceEqual(other), source.SequenceEqual(other), "SequenceEqual");
            Verify.Equal(
                Math.Sign(content.AsSpan().SequenceCompareTo(other)),
                Math.Sign(source.SequenceCompareTo(other)),
                "SequenceCompareTo");
            using BufferSlice all = source.ShareAll();
            using BufferSlice otherSlice = BufferSlice.CopyFrom(other, pool);
            bool isEqual = content.AsSpan().SequenceEqual(other);
            Verify.Equal(isEqual, all.SequenceEqual(otherSlice), "SequenceEqual a slice");
            Verify.Equal(
                isEqual, all.SequenceEqual(new ReadOnlySequence<byte>(other)), "SequenceEqual a sequence");
            Verify.True(
                !isEqual || all.GetContentHash() == otherSlice.GetContentHash(), "Equal content hashes differently");
        }
    }

    private static void Cuts(ChunkedSource source, byte[] content, byte[] needle, int operation)
    {
        using BufferSlice all = source.ShareAll();
        int splitsMax = (operation / 10 % 5) - 1;
        if (needle.Length > 0)
        {
            Same(NaiveBytes.Split(content, needle, splitsMax), all.Split(needle, splitsMax), "Split");
        }

        Same(NaiveBytes.SplitWhiteSpace(content), all.Split(), "Split at white space");
        Same(NaiveBytes.Lines(content, keepEnds: true), all.Lines(keepEnds: true), "Lines with ends");
        Same(NaiveBytes.Lines(content, keepEnds: false), all.Lines(), "Lines");
        Same(NaiveBytes.Trim(content, needle, atStart: true, atEnd: true), all.Trim(needle), "Trim");
        Same(NaiveBytes.Trim(content, needle, atStart: true, atEnd: false), all.TrimStart(needle), "TrimStart");
        Same(NaiveBytes.Trim(content, needle, atStart: false, atEnd: true), all.TrimEnd(needle), "TrimEnd");
        Same(
            NaiveBytes.Trim(content, NaiveBytes.WhiteSpace, atStart: true, atEnd: true),
            all.Trim(),
            "Trim white space");
    }

    private static void SplitDestinations(ChunkedSource source, byte[] content, byte[] needle, int room)
    {
        if (needle.Length == 0)
        {
            return;
        }

        using BufferSlice all = source.ShareAll();
        var parts = new BufferSlice[room + 1];
        int count = all.Split(needle, parts);
        List<byte[]> expected = NaiveBytes.Split(content, needle, parts.Length - 1);
        Same(expected, parts[..count], "Split into a destination");
    }

    // Disposes what it compares.
    private static void Same(List<byte[]> expected, BufferSlice[] actual, string what)
    {
        Verify.Equal(expected.Count, actual.Length, what + ", number of parts");
        for (int index = 0; index < actual.Length; index++)
        {
            Same(expected[index], actual[index], what);
        }
    }

    private static void Same(byte[] expected, BufferSlice actual, string what)
    {
        Verify.Equal(expected, actual.ToArray(), what);
        Verify.Equal(expected.Length, actual.Length, what + ", length");
        actual.Dispose();
    }
}
