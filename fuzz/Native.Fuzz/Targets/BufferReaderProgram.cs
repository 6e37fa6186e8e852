using System;
using System.Collections.Generic;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Targets;

/// <summary>
/// Programs of reads over a buffer, a slice, a sequence or a span, cut in any way, against the same reads over one
/// array. The input: how to cut, the kind of source, the number of steps, two bytes for each step, and the content.
/// </summary>
internal static partial class BufferReaderProgram
{
    private const int StepsMax = 64;
    private const int SourceKinds = 4;

    public static void Run(ReadOnlySpan<byte> input)
    {
        var program = new FuzzInput(input);
        Span<byte> cycle = stackalloc byte[4];
        program.NextBytes(cycle.Length).CopyTo(cycle);
        int source = program.NextByte() % SourceKinds;
        ReadOnlySpan<byte> steps = program.NextBytes(2 * program.NextUpTo(StepsMax));
        byte[] content = program.Rest.ToArray();
        var cut = new FuzzInput(cycle);
        List<byte[]> pieces = Chunking.Cut(ref cut, content);
        FuzzPool pool = FuzzPool.BeginRun();
        try
        {
            RunSource(source, steps, content, pieces, pool.Pool);
            pool.VerifyBalanced();
        }
        catch
        {
            FuzzPool.Replace();
            throw;
        }
    }

    private static void RunSource(
        int source, ReadOnlySpan<byte> steps, byte[] content, List<byte[]> pieces, BlockPool pool)
    {
        switch (source)
        {
            case 0:
                RunSteps(new BufferReader(content, pool), steps, content, canShare: false);
                break;
            case 1:
                RunSteps(new BufferReader(SequencePiece.Sequence(pieces), pool), steps, content, canShare: false);
                break;
            case 2:
                using (ChunkedBuffer buffer = Slices.Buffer(pieces, pool))
                {
                    RunSteps(new BufferReader(buffer), steps, content, canShare: true);
                }

                break;
            default:
                BufferSlice slice = Slices.Concat(pieces, pool);
                RunSteps(new BufferReader(slice), steps, content, canShare: true);
                slice.Dispose();
                break;
        }
    }

    private static void RunSteps(BufferReader reader, ReadOnlySpan<byte> steps, byte[] content, bool canShare)
    {
        var model = new NaiveReader(content);
        for (int step = 0; step + 1 < steps.Length; step += 2)
        {
            Step(ref reader, model, steps[step], steps[step + 1], canShare);
            Verify.Equal(model.Position, reader.Consumed, "Position");
            Verify.Equal(model.Remaining, reader.Remaining, "Remaining");
            Verify.Equal(model.Remaining == 0, reader.End, "End");
        }

        Verify.Equal(content.Length, reader.Length, "Length");
        VerifyUnread(ref reader, model);
        reader.Dispose();
    }

    // What is left, chunk by chunk.
    private static void VerifyUnread(ref BufferReader reader, NaiveReader model)
    {
        while (model.Remaining > 0)
        {
            ReadOnlySpan<byte> unread = reader.UnreadSpan;
            Verify.True(!unread.IsEmpty, "Nothing is unread before the end");
            Verify.Equal(model.Read(unread.Length), unread, "Unread span");
            reader.Advance(unread.Length);
        }

        Verify.True(reader.End && reader.UnreadSpan.IsEmpty, "Something is unread at the end");
    }
}
