using System;
using System.Collections.Generic;
using System.Globalization;

namespace Native.Benchmarks;

/// <summary>HTTP/1.1 responses with chunked bodies.</summary>
internal static class HttpScenarios
{
    private const string Name = "http-chunked";

    public static IEnumerable<Scenario> All()
    {
        yield return new Scenario
        {
            Name = Name,
            Topic = "Protocols",
            Unit = "chunk",
            Expected = () => Expected(Corpus.Get(Name)),
            IsHeadline = true,
            Peers =
            [
                new(Peer.Ours, () => new NativeHttp(Corpus.Get(Name))),
                new("pipe", () => new PipeHttp(Corpus.Get(Name))),
            ],
        };
    }

    private static Outcome Expected(ReadOnlySpan<byte> corpus)
    {
        int length = corpus.Length;
        long ops = 0;
        ulong checksum = 0;
        while (!corpus.IsEmpty)
        {
            ReadOnlySpan<byte> line;
            while (!(line = NextLine(ref corpus)).IsEmpty)
            {
                checksum += Outcome.Value(line);
            }

            int size;
            while ((size = int.Parse(NextLine(ref corpus), NumberStyles.HexNumber, CultureInfo.InvariantCulture)) > 0)
            {
                checksum += Outcome.Value(corpus[..size]);
                corpus = corpus[(size + 2)..];
                ops++;
            }

            _ = NextLine(ref corpus);
        }

        return new Outcome(ops, length, checksum);
    }

    private static ReadOnlySpan<byte> NextLine(scoped ref ReadOnlySpan<byte> corpus)
    {
        int end = corpus.IndexOf("\r\n"u8);
        ReadOnlySpan<byte> line = corpus[..end];
        corpus = corpus[(end + 2)..];
        return line;
    }
}
