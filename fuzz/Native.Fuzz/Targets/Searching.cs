using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Targets;

/// <summary>
/// Every search, comparison and cut over content that is chunked in any way, against naive loops over one array. The
/// input: how to cut, the alphabet, what to do with which range and needle, and the content.
/// </summary>
internal static partial class Searching
{
    private const int StepsMax = 8;
    private const int StepLength = 6;
    private const int ModestLength = 4096;
    private const int LongLength = 40 * 1024;

    public static void Run(ReadOnlySpan<byte> input)
    {
        var program = new FuzzInput(input);
        Span<byte> cycle = stackalloc byte[4];
        program.NextBytes(cycle.Length).CopyTo(cycle);
        byte shape = program.NextByte();
        byte changeAt = program.NextByte();
        ReadOnlySpan<byte> steps = program.NextBytes(StepLength * (1 + program.NextUpTo(StepsMax - 1)));
        byte[] content = Content(program.Rest, shape >> 1 & 3, shape >> 3 & 3, changeAt);
        var cut = new FuzzInput(cycle);
        List<byte[]> pieces = Chunking.Cut(ref cut, content, content.Length > ModestLength ? 64 : 1);
        FuzzPool pool = FuzzPool.BeginRun();
        try
        {
            using (var source = new ChunkedSource(pieces, pool.Pool, isBuffer: (shape & 1) != 0))
            {
                var reader = new FuzzInput(steps);
                while (!reader.IsAtEnd)
                {
                    Step(source, content, ref reader, pool.Pool);
                }

                Verify.Equal(content, source.ToArray(), "Content");
            }

            pool.VerifyBalanced();
        }
        catch
        {
            FuzzPool.Replace();
            throw;
        }
    }

    // A small alphabet makes near misses and overlapping matches common. Long content is the input again and again with
    // one byte changed: what searches that look ahead are worst at, and long enough for them to change their mind
    // twice.
    private static byte[] Content(ReadOnlySpan<byte> bytes, int alphabet, int size, byte changeAt)
    {
        int length = size switch
        {
            2 => bytes.Length * 4,
            3 => bytes.IsEmpty ? 0 : LongLength,
            _ => bytes.Length,
        };
        byte[] content = new byte[length];
        for (int index = 0; index < content.Length; index++)
        {
            byte value = bytes[index % bytes.Length];
            content[index] = alphabet switch
            {
                0 => value,
                1 => (byte)('a' + (value & 1)),
                2 => (byte)('a' + (value & 3)),
                _ => "ab\r\n ,\0\xFF"u8[value & 7],
            };
        }

        if (size == 3 && length > 0)
        {
            content[(int)Math.Min(Scale(changeAt, length), length - 1)] ^= 1;
        }

        return content;
    }

    private static void Step(ChunkedSource source, byte[] content, ref FuzzInput reader, BlockPool pool)
    {
        byte operation = reader.NextByte();
        long start = Scale(reader.NextByte(), content.Length);
        byte endByte = reader.NextByte();
        long end = endByte == byte.MaxValue ? -1 : Scale(endByte, content.Length);
        byte[] needle = Needle(content, reader.NextByte(), reader.NextByte(), reader.NextByte());

        // Cutting long content into tens of thousands of slices shows nothing that cutting a little does not.
        switch (operation % (content.Length > ModestLength ? 5 : 10))
        {
            case 0:
                Bytes(source, content, needle, start, end);
                break;
            case 1:
            case 2:
                Runs(source, content, needle, start, end);
                break;
            case 3:
                Sets(source, content, needle, start, end);
                break;
            case 4:
                Positions(source, content, needle, start, operation);
                break;
            case 5:
                Comparisons(source, content, needle, start, pool);
                break;
            case 6:
                OutOfRange(source, needle, operation);
                break;
            case 7:
                Cuts(source, content, needle, operation);
                break;
            case 8:
                Text(source, content);
                break;
            default:
                SplitDestinations(source, content, needle, endByte % 5);
                break;
        }
    }

    private static void Bytes(ChunkedSource source, byte[] content, byte[] needle, long start, long end)
    {
        byte value = needle.Length > 0 ? needle[0] : (byte)'a';
        Verify.Equal(
            NaiveBytes.IndexOf(content, [value], start, end), source.IndexOf(value, start, end), "IndexOf a byte");
        Verify.Equal(
            NaiveBytes.LastIndexOf(content, [value], start, end),
            source.LastIndexOf(value, start, end),
            "LastIndexOf a byte");
    }

    private static void Runs(ChunkedSource source, byte[] content, byte[] needle, long start, long end)
    {
        Verify.Equal(
            NaiveBytes.IndexOf(content, needle, start, end), source.IndexOf(needle, start, end), "IndexOf a run");
        Verify.Equal(
            NaiveBytes.LastIndexOf(content, needle, start, end),
            source.LastIndexOf(needle, start, end),
            "LastIndexOf a run");
    }

    private static void Sets(ChunkedSource source, byte[] content, byte[] needle, long start, long end)
    {
        SearchValues<byte> values = SearchValues.Create(needle);
        Verify.Equal(
            NaiveBytes.IndexOfAny(content, needle, start, end), source.IndexOfAny(values, start, end), "IndexOfAny");
        Verify.Equal(
            NaiveBytes.LastIndexOfAny(content, needle, start, end),
            source.LastIndexOfAny(values, start, end),
            "LastIndexOfAny");
    }

    // The bulk index, through destinations that are too small, as its users call it.
    private static void Positions(ChunkedSource source, byte[] content, byte[] needle, long start, int operation)
    {
        byte value = needle.Length > 0 ? needle[0] : (byte)'\n';
        List<long> expected = NaiveBytes.FindAll(content, value, start);
        int room = 1 + (operation / 10 * 7);
        long[] positions = new long[room];
        int[] shortPositions = new int[room];
        long from = start;
        int seen = 0;
        while (from <= content.Length)
        {
            int found = source.FindAll(value, positions.AsSpan(), from);
            Verify.Equal(found, source.FindAll(value, shortPositions.AsSpan(), from), "FindAll into 32 bits");
            Verify.Equal(Math.Min(room, expected.Count - seen), found, "Number of positions");
            for (int index = 0; index < found; index++)
            {
                Verify.Equal(expected[seen + index], positions[index], "Position");
                Verify.Equal((int)expected[seen + index], shortPositions[index], "Position in 32 bits");
            }

            seen += found;
            if (found < room)
            {
                break;
            }

            from = positions[found - 1] + 1;
        }

        Verify.Equal(expected.Count, seen, "Number of all positions");
        Verify.Equal(NaiveBytes.FindAll(content, value, 0).Count, (int)source.Count(value), "Count");
    }

    private static void OutOfRange(ChunkedSource source, byte[] needle, int operation) =>
        Expect.Throws<ArgumentOutOfRangeException>(
            () => _ = (operation / 10 % 4) switch
            {
                0 => source.IndexOf(needle, -1, -1),
                1 => source.IndexOf(needle, 0, -2),
                2 => source.LastIndexOf((byte)'a', -1, -1),
                _ => source.LastIndexOf(needle, 0, -2),
            },
            "A search of a range that cannot be");

    private static void Text(ChunkedSource source, byte[] content)
    {
        string expected = Encoding.UTF8.GetString(content);
        string actual = source.GetString();
        Verify.True(expected == actual, "Text differs");
        Verify.Equal((int)NaiveUtf8.Validate(content), (int)source.ValidateUtf8(), "Validity of UTF-8");
    }

    // Zero, the end and one behind it are the interesting offsets; the others spread over the content.
    private static long Scale(byte value, int length) => value switch
    {
        0xFE => length,
        0xFD => length + 1,
        _ => (long)value * length / 0xFC,
    };

    // A part of the content, sometimes with one byte changed, sometimes longer than the content.
    private static byte[] Needle(byte[] content, byte at, byte length, byte change)
    {
        int start = (int)Math.Min(Scale(at, content.Length), content.Length);
        int count = Math.Min(length < 200 ? length % 40 : length * 4, content.Length - start);
        byte[] needle = content[start..(start + count)];
        if (needle.Length > 0 && (change & 0x80) != 0)
        {
            needle[change % needle.Length] ^= 1;
        }

        return change == 0x7F ? [.. needle, .. content, (byte)'z'] : needle;
    }
}
