using System.Collections.Generic;
using System.Text;
using Native.Samples;

namespace ChunkedBuffers.Tests;

/// <summary>What a decoder made of bytes that arrived in pieces, one line for each value.</summary>
internal static class RespTranscript
{
    internal static string Of(IEnumerable<byte[]> pieces, BlockPool pool, bool isShared, RespLimits? limits = null)
    {
        StringBuilder text = new();
        using RespDecoder decoder = new(limits, pool);
        foreach (byte[] piece in pieces)
        {
            if (isShared)
            {
                using BufferSlice slice = BufferSlice.CopyFrom(piece, pool);
                decoder.Feed(slice);
            }
            else
            {
                decoder.Feed(piece);
            }

            while (decoder.TryRead(out RespValue? value) == ParseStatus.Done)
            {
                using (value)
                {
                    text.Append(value).Append('\n');
                }
            }
        }

        return decoder.Error == RespError.None ? text.ToString().TrimEnd() : $"{text}!{decoder.Error}";
    }
}
