using System;
using System.Collections.Generic;
using System.Globalization;

namespace Native.Benchmarks;

/// <summary>A pipeline of replies to GET: small and 1 KiB values, one null in sixteen.</summary>
internal static class RespScenarios
{
    public const ulong NullValue = 7;

    public static IEnumerable<Scenario> All()
    {
        foreach (int payloadLength in new[] { 16, 1024 })
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"resp-{payloadLength}");
            yield return new Scenario
            {
                Name = name,
                Topic = "Protocols",
                Unit = "reply",
                Expected = () => Expected(Corpus.Get(name)),
                IsHeadline = true,
                Peers =
                [
                    new(Peer.Ours, () => new NativeResp(Corpus.Get(name))),
                    new("pipe", () => new PipeResp(Corpus.Get(name))),
                ],
            };
        }
    }

    private static Outcome Expected(ReadOnlySpan<byte> corpus)
    {
        int length = corpus.Length;
        long ops = 0;
        ulong checksum = 0;
        while (!corpus.IsEmpty)
        {
            int end = corpus.IndexOf("\r\n"u8);
            int payloadLength = int.Parse(corpus[1..end], CultureInfo.InvariantCulture);
            corpus = corpus[(end + 2)..];
            ops++;
            if (payloadLength < 0)
            {
                checksum += NullValue;
                continue;
            }

            checksum += Outcome.Value(corpus[..payloadLength]);
            corpus = corpus[(payloadLength + 2)..];
        }

        return new Outcome(ops, length, checksum);
    }
}
