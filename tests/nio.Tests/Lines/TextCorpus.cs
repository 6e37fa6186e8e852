using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Nio.Tests.Lines;

/// <summary>Contents that counting lines can get wrong.</summary>
internal static class TextCorpus
{
    /// <summary>What the tool reads at once.</summary>
    internal const int LeaseLength = 256 * 1024;

    /// <summary>Named contents, the same in every run.</summary>
    internal static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        ["empty"] = [],
        ["one line end"] = "\n"u8.ToArray(),
        ["one byte"] = "x"u8.ToArray(),
        ["only line ends"] = [.. Enumerable.Repeat((byte)'\n', 70_000)],
        ["no line end"] = [.. Enumerable.Repeat((byte)'x', LeaseLength + 3)],
        ["no final line end"] = "first\nsecond\nthird without an end"u8.ToArray(),
        ["carriage returns"] = "one\r\ntwo\r\n\r\nthree\r"u8.ToArray(),
        ["not ASCII"] = Encoding.UTF8.GetBytes("Zürich\n日本語\n😀\n"),
        ["words"] = Words(300_000),
        ["binary"] = Binary(600_000),
        ["a lease less one"] = Words(LeaseLength - 1),
        ["a lease"] = Words(LeaseLength),
        ["a lease and one"] = Words(LeaseLength + 1),
        ["line end astride leases"] = LineEndAt(LeaseLength - 1),
        ["line end behind a lease"] = LineEndAt(LeaseLength),
        ["several pieces"] = Words(13_000_001),
    };

    /// <summary>Lines of words, some empty, some long, of so many bytes; the last one ends by chance.</summary>
    internal static byte[] Words(int length)
    {
        Random random = new(length);
        byte[] text = new byte[length];
        for (int index = 0; index < length; index++)
        {
            text[index] = random.Next(12) == 0 ? (byte)'\n' : (byte)random.Next('a', 'z' + 1);
        }

        return text;
    }

    private static byte[] Binary(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static byte[] LineEndAt(int position)
    {
        byte[] text = [.. Enumerable.Repeat((byte)'x', 2 * LeaseLength)];
        text[position] = (byte)'\n';
        return text;
    }
}
