using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Native.Benchmarks;

/// <summary>
/// The inputs of all benchmarks, by name. The in-process peers take the arrays, the other programs read the same bytes
/// from the files that <see cref="WriteAll"/> writes.
/// </summary>
internal static class Corpus
{
    public const int ChunkLength = 4096;
    private const int LengthBytes = 1 << 20;

    /// <summary>The first line is shorter than the others, so that lines do not always end where chunks end.</summary>
    private const int FirstLineLength = 37;

    private static readonly ConcurrentDictionary<string, byte[]> Cache = new(StringComparer.Ordinal);

    public static IReadOnlyList<string> Names { get; } =
    [
        "lines-32", "lines-64", "lines-80", "lines-256", "lines-mixed", "trickle", "resp-16", "resp-1024",
        "http-chunked", "find-absent-byte", "find-absent-crlf", "find-dense", "find-astride",
    ];

    /// <summary>16 bytes that start with CR LF, so that a search for their first byte meets both delimiters.</summary>
    public static ReadOnlySpan<byte> Boundary => "\r\n--boundary--\r\n"u8;

    public static byte[] Get(string name) => Cache.GetOrAdd(name, Generate);

    public static void WriteAll(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in Names)
        {
            File.WriteAllBytes(Path.Combine(folder, name + ".bin"), Get(name));
        }
    }

    private static byte[] Generate(string name)
    {
        var random = new CorpusRandom(name);
        return name switch
        {
            "lines-mixed" => MixedLines(ref random),
            "trickle" => TrickleLine(ref random),
            "http-chunked" => HttpMessages(ref random),
            "find-absent-byte" or "find-absent-crlf" => Letters(ref random),
            "find-dense" => DenseFirstByte(ref random),
            "find-astride" => AstrideBorders(ref random),
            _ when name.StartsWith("lines-", StringComparison.Ordinal) => EqualLines(ref random, NumberIn(name)),
            _ when name.StartsWith("resp-", StringComparison.Ordinal) => RespReplies(ref random, NumberIn(name)),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no corpus of this name."),
        };
    }

    private static int NumberIn(string name) => int.Parse(name.AsSpan(name.IndexOf('-') + 1));

    private static byte[] EqualLines(ref CorpusRandom random, int lineLength)
    {
        var output = new ArrayBufferWriter<byte>(LengthBytes + lineLength);
        WriteLine(output, ref random, FirstLineLength, crLf: true);
        while (output.WrittenCount < LengthBytes)
        {
            WriteLine(output, ref random, lineLength, crLf: true);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Lengths from 4 to 124 bytes, 64 on average; one line in four ends in LF alone.</summary>
    private static byte[] MixedLines(ref CorpusRandom random)
    {
        var output = new ArrayBufferWriter<byte>(LengthBytes + 128);
        while (output.WrittenCount < LengthBytes)
        {
            WriteLine(output, ref random, random.Next(4, 125), crLf: random.Next(0, 4) != 0);
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WriteLine(ArrayBufferWriter<byte> output, ref CorpusRandom random, int length, bool crLf)
    {
        int endLength = crLf ? 2 : 1;
        random.FillLetters(output.GetSpan(length)[..(length - endLength)]);
        output.Advance(length - endLength);
        output.Write(crLf ? "\r\n"u8 : "\n"u8);
    }

    private static byte[] TrickleLine(ref CorpusRandom random)
    {
        var line = new byte[64 * 1024];
        random.FillLetters(line);
        "\r\n"u8.CopyTo(line.AsSpan(line.Length - 2));
        return line;
    }

    /// <summary>Replies to GET; every sixteenth is the null reply.</summary>
    private static byte[] RespReplies(ref CorpusRandom random, int payloadLength)
    {
        var output = new ArrayBufferWriter<byte>(LengthBytes + payloadLength + 64);
        for (int reply = 1; output.WrittenCount < LengthBytes; reply++)
        {
            if (reply % 16 == 0)
            {
                output.Write("$-1\r\n"u8);
                continue;
            }

            output.Write(Encoding.ASCII.GetBytes($"${payloadLength}\r\n"));
            WriteLine(output, ref random, payloadLength + 2, crLf: true);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Responses with five head lines and eight chunks of 1 to 2000 bytes each.</summary>
    private static byte[] HttpMessages(ref CorpusRandom random)
    {
        var output = new ArrayBufferWriter<byte>(LengthBytes + 32768);
        while (output.WrittenCount < LengthBytes)
        {
            output.Write("HTTP/1.1 200 OK\r\nServer: native\r\nContent-Type: text/plain; charset=utf-8\r\n"u8);
            output.Write("Date: Sat, 21 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n"u8);
            for (int chunk = 0; chunk < 8; chunk++)
            {
                int length = random.Next(1, 2001);
                output.Write(Encoding.ASCII.GetBytes($"{length:x}\r\n"));
                WriteLine(output, ref random, length + 2, crLf: true);
            }

            output.Write("0\r\n\r\n"u8);
        }

        return output.WrittenSpan.ToArray();
    }

    private static byte[] Letters(ref CorpusRandom random)
    {
        var letters = new byte[LengthBytes];
        random.FillLetters(letters);
        return letters;
    }

    /// <summary>A CR every 64 bytes and no LF: each CR is a candidate for CR LF and each is false.</summary>
    private static byte[] DenseFirstByte(ref CorpusRandom random)
    {
        byte[] corpus = Letters(ref random);
        for (int i = 63; i < corpus.Length; i += 64)
        {
            corpus[i] = (byte)'\r';
        }

        return corpus;
    }

    /// <summary>
    /// The boundary lies across every border between two chunks, cut at each of its 15 places in turn.
    /// </summary>
    private static byte[] AstrideBorders(ref CorpusRandom random)
    {
        byte[] corpus = Letters(ref random);
        int cut = 0;
        for (int border = ChunkLength; border < corpus.Length; border += ChunkLength)
        {
            Boundary.CopyTo(corpus.AsSpan(border - 1 - cut));
            cut = (cut + 1) % (Boundary.Length - 1);
        }

        return corpus;
    }
}
