using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;

namespace Native.TestKit;

/// <summary>
/// Ways to cut an input into chunks. A read operation must give the same answer for each of them. Chunks are never
/// empty; joined they are the input.
/// </summary>
public static class Chunkings
{
    /// <summary>Up to this length <see cref="All(ReadOnlySpan{byte})"/> is exhaustive: at most 2,048 splits.</summary>
    public const int ExhaustiveLengthMax = 12;

    private const int RandomSplitCount = 200;

    /// <summary>
    /// All 2^(n-1) splits of an input of at most <see cref="ExhaustiveLengthMax"/> bytes; of a longer one the whole,
    /// single bytes, up to 64 splits in two, and 200 random splits whose seed follows from the content.
    /// </summary>
    public static IEnumerable<byte[][]> All(ReadOnlySpan<byte> input)
    {
        byte[] copy = input.ToArray();
        return copy.Length <= ExhaustiveLengthMax ? Exhaustive(copy) : Sampled(copy);
    }

    /// <summary><paramref name="count"/> random splits.</summary>
    public static IEnumerable<byte[][]> Random(ReadOnlySpan<byte> input, SeededRandom random, int count)
    {
        ArgumentNullException.ThrowIfNull(random);
        byte[] copy = input.ToArray();
        return Enumerable.Range(0, count).Select(_ => RandomSplit(copy, random));
    }

    /// <summary>Chunks of <paramref name="chunkLength"/> bytes; the last may be shorter.</summary>
    public static byte[][] Fixed(ReadOnlySpan<byte> input, int chunkLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkLength);
        List<byte[]> chunks = [];
        for (int start = 0; start < input.Length; start += chunkLength)
        {
            chunks.Add(input.Slice(start, Math.Min(chunkLength, input.Length - start)).ToArray());
        }

        return [.. chunks];
    }

    /// <summary>The bytes of all chunks, one after the other.</summary>
    public static byte[] Join(IEnumerable<byte[]> chunks)
    {
        return [.. chunks.SelectMany(static chunk => chunk)];
    }

    /// <summary>The chunks as a sequence of managed arrays, the framework's own chunked form.</summary>
    public static ReadOnlySequence<byte> ToSequence(IEnumerable<byte[]> chunks)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        SequenceSegment? first = null;
        SequenceSegment? last = null;
        foreach (byte[] chunk in chunks)
        {
            last = new SequenceSegment(chunk, last);
            first ??= last;
        }

        return first is null || last is null
            ? ReadOnlySequence<byte>.Empty
            : new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>A split as text, for messages: the chunks' lengths.</summary>
    public static string Describe(IEnumerable<byte[]> chunks)
    {
        return string.Join('+', chunks.Select(static chunk => chunk.Length));
    }

    private static IEnumerable<byte[][]> Exhaustive(byte[] input)
    {
        if (input.Length == 0)
        {
            yield return [];
            yield break;
        }

        // Bit i of the mask says whether there is a cut behind byte i.
        for (uint mask = 0; mask < 1u << (input.Length - 1); mask++)
        {
            yield return Split(input, Enumerable.Range(0, input.Length - 1).Where(i => ((mask >> i) & 1) != 0));
        }
    }

    private static IEnumerable<byte[][]> Sampled(byte[] input)
    {
        yield return [input];
        yield return Fixed(input, 1);
        int twoWayMax = Math.Min(input.Length - 1, 64);
        for (int i = 0; i < twoWayMax; i++)
        {
            // Cuts spread evenly over the input, with both ends among them.
            yield return Split(input, [(int)((long)i * (input.Length - 2) / Math.Max(1, twoWayMax - 1))]);
        }

        SeededRandom random = new(Fnv(input));
        for (int i = 0; i < RandomSplitCount; i++)
        {
            yield return RandomSplit(input, random);
        }
    }

    private static byte[][] RandomSplit(byte[] input, SeededRandom random)
    {
        if (input.Length < 2)
        {
            return input.Length == 0 ? [] : [input];
        }

        int percent = random.Next(1, 100);
        return Split(input, Enumerable.Range(0, input.Length - 1).Where(_ => random.Chance(percent)));
    }

    private static byte[][] Split(byte[] input, IEnumerable<int> lastIndexes)
    {
        List<byte[]> chunks = [];
        int start = 0;
        foreach (int last in lastIndexes)
        {
            chunks.Add(input[start..(last + 1)]);
            start = last + 1;
        }

        chunks.Add(input[start..]);
        return [.. chunks];
    }

    /// <summary>A hash that does not change between processes, so that a failing split fails again.</summary>
    private static ulong Fnv(ReadOnlySpan<byte> input)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in input)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return hash;
    }

    private sealed class SequenceSegment : ReadOnlySequenceSegment<byte>
    {
        internal SequenceSegment(byte[] chunk, SequenceSegment? previous)
        {
            Memory = chunk;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
