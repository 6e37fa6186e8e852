using System;
using System.Collections.Generic;
using System.Text;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Samples;

namespace Native.Fuzz.Targets;

/// <summary>
/// A stream of RESP2 and RESP3 values, once whole and once in pieces: the values must be the same, and nothing may be
/// thrown. The values of each run are kept until its decoder is gone.
/// </summary>
internal static class RespDecoding
{
    private static readonly RespLimits[] LimitChoices =
    [
        new() { DepthMax = 32 },
        new() { LineLengthMax = 24, BlobLengthMax = 32, DepthMax = 3, ValueCountMax = 12 },
    ];

    public static void Run(ReadOnlySpan<byte> input) => WholeAndCut.Run(input, "Values", Decode);

    private static string Decode(byte shape, IReadOnlyList<byte[]> pieces, BlockPool pool)
    {
        var values = new List<RespValue>();
        using var decoder = new RespDecoder(LimitChoices[shape & 1], pool);
        ParseStatus status = ParseStatus.NeedMoreData;
        for (int index = 0; index < pieces.Count && status != ParseStatus.Failed; index++)
        {
            Arrival.Deliver(decoder.Input, pieces[index], index + shape, pool);
            while ((status = decoder.TryRead(out RespValue? value)) == ParseStatus.Done)
            {
                values.Add(value!);
            }
        }

        decoder.Dispose();
        var text = new StringBuilder();
        foreach (RespValue value in values)
        {
            text.Append(value).Append('\n');
            value.Dispose();
        }

        return text.Append(status).Append(decoder.Error).ToString();
    }
}
