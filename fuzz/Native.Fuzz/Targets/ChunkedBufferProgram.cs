using System;
using System.Collections.Generic;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Targets;

/// <summary>
/// Programs over two buffers and the slices taken from them, against lists of bytes, with write leases open across
/// other operations. At the end everything is disposed in some order, and the pool must be in balance.
/// </summary>
internal sealed partial class ChunkedBufferProgram
{
    private const int StepsMax = 96;
    private const int SlicesMax = 12;

    // An exception costs as much as dozens of steps; a few in each program are enough.
    private const int RefusalsMax = 4;

    // Enough for several chunks of the largest size that the options below allow.
    private const int BufferLengthMax = 12 * 1024;

    private static readonly ChunkedBufferOptions[] OptionChoices =
    [
        new() { ChunkLengthMin = 512, ChunkLengthMax = 2048, CopyThreshold = 0 },
        new() { ChunkLengthMin = 512, ChunkLengthMax = 512, CopyThreshold = 16, Headroom = 16 },
        new() { ChunkLengthMin = 1, ChunkLengthMax = 4096, CopyThreshold = 64, Headroom = 1 },
        new() { ChunkLengthMin = 1024, ChunkLengthMax = 4096, CopyThreshold = 512, Headroom = 300 },
    ];

    /// <summary>A step on a buffer, in one of four variants, with arguments from the reader.</summary>
    private delegate void ProgramStep(int which, int variant, ref FuzzInput reader);

    private readonly FuzzPool _pool;
    private readonly ModelBuffer[] _buffers = new ModelBuffer[2];
    private readonly List<ModelSlice> _slices = [];
    private readonly ForeignMemory _foreign = new();
    private readonly ChunkedBufferOptions _options;
    private byte _nextByte;
    private int _refusals;

    private ChunkedBufferProgram(FuzzPool pool, ChunkedBufferOptions options)
    {
        _pool = pool;
        _options = options;
        for (int index = 0; index < _buffers.Length; index++)
        {
            _buffers[index] = new ModelBuffer(pool.Pool, options);
        }
    }

    public static void Run(ReadOnlySpan<byte> input)
    {
        var reader = new FuzzInput(input);
        ChunkedBufferOptions options = OptionChoices[reader.NextByte() % OptionChoices.Length];
        var program = new ChunkedBufferProgram(FuzzPool.BeginRun(), options);
        try
        {
            for (int step = 0; step < StepsMax && !reader.IsAtEnd; step++)
            {
                program.Step(ref reader);
            }

            program.End(reader.NextByte());
        }
        catch
        {
            FuzzPool.Replace();
            throw;
        }
    }

    private void Step(ref FuzzInput reader)
    {
        byte operation = reader.NextByte();
        int which = operation >> 7;
        ModelBuffer target = _buffers[which];
        if (target.Bytes.Count > BufferLengthMax)
        {
            int excess = target.Bytes.Count - (BufferLengthMax / 2);
            Verify.Equal(excess, target.Buffer.Skip(excess), "Bytes skipped to make room");
            Consume(target, excess);
        }

        Perform(operation & 31, operation >> 5 & 3, which, ref reader);
        target = _buffers[which];
        target.VerifyShape();
        if (target.Bytes.Count <= 256)
        {
            target.VerifyContent();
        }
    }

    // The numbers weigh the operations: what is done often has more of them.
    private void Perform(int operation, int variant, int which, ref FuzzInput reader)
    {
        ProgramStep step = operation switch
        {
            <= 3 => AppendBytes,
            4 or 5 => AppendSlice,
            6 => AppendForeign,
            7 or 8 => Prepend,
            <= 11 => Lease,
            <= 14 => Commit,
            <= 17 => Take,
            18 => Peek,
            19 or 20 => Skip,
            21 => TakeLine,
            22 => TakeUntil,
            23 => Rearrange,
            24 => AppendBuffer,
            25 => MakeSlice,
            <= 27 => ChangeSlice,
            28 => JoinSlices,
            29 => WriteThroughSlice,
            _ => DisposeSlice,
        };
        step(which, variant, ref reader);
    }

    private void End(byte order)
    {
        foreach (ModelBuffer buffer in _buffers)
        {
            buffer.VerifyContent();
        }

        foreach (ModelSlice slice in _slices)
        {
            slice.VerifyContent();
        }

        if ((order & 1) == 0)
        {
            DisposeBuffers();
        }

        // The rest must stay as it is while one after the other goes.
        while (_slices.Count > 0)
        {
            int index = (order >> 1) % _slices.Count;
            ModelSlice slice = _slices[index];
            slice.VerifyContent();
            slice.Slice.Dispose();
            _slices.RemoveAt(index);
        }

        DisposeBuffers();
        _foreign.VerifyReleased();
        _pool.VerifyBalanced();
    }

    private void DisposeBuffers()
    {
        foreach (ModelBuffer buffer in _buffers)
        {
            buffer.Buffer.Dispose();
        }
    }

    // Bytes that are different from their neighbours, with line ends and the bytes that delimiters are made of.
    private byte[] NextContent(int length)
    {
        byte[] content = new byte[length];
        for (int index = 0; index < length; index++)
        {
            byte value = _nextByte++;
            content[index] = (value % 23) switch
            {
                7 => (byte)'\r',
                8 or 15 => (byte)'\n',
                19 or 20 => (byte)'-',
                _ => value,
            };
        }

        return content;
    }

    // A step that must throw. Beyond the limit it is left out, which is what a refused step comes to.
    private void Refuses<TException>(Action step, string what)
        where TException : Exception
    {
        if (_refusals < RefusalsMax)
        {
            _refusals++;
            Expect.Throws<TException>(step, what);
        }
    }

    private void Keep(BufferSlice slice, byte[] bytes)
    {
        var kept = new ModelSlice(slice, bytes);
        kept.VerifyContent();
        _slices.Add(kept);
        if (_slices.Count > SlicesMax)
        {
            ModelSlice oldest = _slices[0];
            _slices.RemoveAt(0);
            oldest.VerifyContent();
            oldest.Slice.Dispose();
        }
    }
}
