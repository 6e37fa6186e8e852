using System;
using System.Collections.Generic;
using System.Linq;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Targets;

/// <summary>
/// Lines and delimited parts taken from a buffer while bytes arrive in any pieces and in any way, against a model that
/// looks at every byte again each time: what was searched before, and is not searched again, must not be missed. The
/// input: the number of steps, two bytes for each, and the bytes that arrive.
/// </summary>
internal static class LineProgram
{
    private const int StepsMax = 96;
    private const int LengthMax = 16 * 1024;

    private static readonly byte[][] Delimiters =
        ["\r\n"u8.ToArray(), "\n"u8.ToArray(), "\r\n\r\n"u8.ToArray(), "--"u8.ToArray(), "-x-"u8.ToArray()];

    public static void Run(ReadOnlySpan<byte> input)
    {
        var program = new FuzzInput(input);
        ReadOnlySpan<byte> steps = program.NextBytes(2 * program.NextUpTo(StepsMax));
        FuzzPool pool = FuzzPool.BeginRun();
        try
        {
            var lane = new ModelBuffer(pool.Pool, new ChunkedBufferOptions { ChunkLengthMin = 512, CopyThreshold = 8 });
            for (int step = 0; step + 1 < steps.Length; step += 2)
            {
                Step(lane, steps[step], steps[step + 1], ref program, pool.Pool);
                lane.VerifyShape();
            }

            Deliver(lane, program.NextBytes(int.MaxValue).ToArray(), 0, pool.Pool);
            Enumerate(lane);
            Positions(lane);
            lane.VerifyContent();
            TakeRest(lane);
            lane.Buffer.Dispose();
            pool.VerifyBalanced();
        }
        catch
        {
            FuzzPool.Replace();
            throw;
        }
    }

    private static void Step(ModelBuffer lane, byte operation, byte argument, ref FuzzInput program, BlockPool pool)
    {
        switch (operation & 15)
        {
            case <= 3:
                Deliver(lane, program.NextBytes(argument).ToArray(), operation >> 4, pool);
                break;
            case 4 when lane.Bytes.Count < LengthMax:
                // A long run without a line end, for lines longer than a block.
                Deliver(lane, [.. Enumerable.Repeat(program.NextByte(), argument * 8)], operation >> 4, pool);
                break;
            case 5 or 6 or 7:
                TakeLine(lane, long.MaxValue);
                break;
            case 8:
                TakeLine(lane, argument);
                break;
            case 9 or 10:
                TakeUntil(lane, argument, long.MaxValue);
                break;
            case 11:
                TakeUntil(lane, argument, argument / Delimiters.Length);
                break;
            case 12:
                int skipped = Math.Min(argument, lane.Bytes.Count);
                lane.Buffer.Skip(argument);
                lane.Bytes.RemoveRange(0, skipped);
                break;
            case 13:
                byte[] front = program.NextBytes(argument % 32).ToArray();
                lane.Buffer.Prepend(front);
                lane.Bytes.InsertRange(0, front);
                break;
            case 14:
                int dropped = (int)lane.Buffer.SkipLast(argument % 16);
                lane.Bytes.RemoveRange(lane.Bytes.Count - dropped, dropped);
                break;
            case 15:
                Enumerate(lane);
                Positions(lane);
                break;
            default:
                break;
        }
    }

    private static void Deliver(ModelBuffer lane, byte[] bytes, int way, BlockPool pool)
    {
        Arrival.Deliver(lane.Buffer, bytes, way, pool);
        lane.Bytes.AddRange(bytes);
    }

    private static void TakeLine(ModelBuffer lane, long lengthMax)
    {
        var model = new NaiveTaker(lane.Span);
        TakeStatus expected = model.Line(lengthMax);
        TakeStatus actual = lane.Buffer.TryTakeLine(lengthMax, out BufferSlice line);
        Compare(lane, model, expected, actual, line);
    }

    private static void TakeUntil(ModelBuffer lane, byte argument, long lengthMax)
    {
        byte[] delimiter = Delimiters[argument % Delimiters.Length];
        bool includes = (argument & 1) != 0;
        var model = new NaiveTaker(lane.Span);
        TakeStatus expected = model.Until(delimiter, lengthMax, includes);
        TakeStatus actual = lane.Buffer.TryTakeUntil(delimiter, lengthMax, out BufferSlice taken, includes);
        Compare(lane, model, expected, actual, taken);
    }

    private static void Compare(
        ModelBuffer lane, NaiveTaker model, TakeStatus expected, TakeStatus actual, BufferSlice taken)
    {
        Verify.Equal((int)expected, (int)actual, "Status of taking");
        new ModelSlice(taken, model.Taken).VerifyContent();
        taken.Dispose();
        lane.Bytes.RemoveRange(0, model.Consumed);
    }

    private static void Enumerate(ModelBuffer lane)
    {
        List<byte[]> expected = NaiveBytes.Lines(lane.Span, keepEnds: false);
        int count = 0;
        long offset = 0;
        foreach (ReadOnlySpan<byte> line in lane.Buffer.EnumerateLines())
        {
            Verify.True(count < expected.Count, "There are more lines than expected");
            Verify.Equal(expected[count], line, "Enumerated line");
            count++;
        }

        Verify.Equal(expected.Count, count, "Number of lines");
        LineEnumerator lines = lane.Buffer.EnumerateLines(includeUnterminated: false);
        for (count = 0; lines.MoveNext(); count++)
        {
            Verify.Equal(offset, lines.CurrentOffset, "Offset of a line");
            offset = NaiveBytes.IndexOf(lane.Span, "\n"u8, offset, -1) + 1;
        }

        lines.Dispose();
        Verify.Equal(NaiveBytes.FindAll(lane.Span, (byte)'\n', 0).Count, count, "Number of ended lines");
    }

    private static void Positions(ModelBuffer lane)
    {
        List<long> expected = NaiveBytes.FindAll(lane.Span, (byte)'\n', 0);
        long[] positions = new long[expected.Count + 1];
        int count = lane.Buffer.FindAll((byte)'\n', positions.AsSpan());
        Verify.Equal(expected.Count, count, "Number of positions");
        for (int index = 0; index < count; index++)
        {
            Verify.Equal(expected[index], positions[index], "Position of a line feed");
        }

        Verify.Equal(expected.Count, lane.Buffer.Count((byte)'\n'), "Count of line feeds");
    }

    private static void TakeRest(ModelBuffer lane)
    {
        while (lane.Span.Contains((byte)'\n'))
        {
            TakeLine(lane, long.MaxValue);
        }

        TakeLine(lane, long.MaxValue);
    }
}
