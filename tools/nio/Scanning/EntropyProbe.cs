using System;

namespace Nio.Scanning;

/// <summary>
/// Shannon's entropy of the bytes: 0 when all are the same, 8 when all values are equally frequent, as in what is
/// compressed or encrypted.
/// </summary>
internal sealed class EntropyProbe : ContentProbe
{
    private const int ValueCount = 256;

    /// <summary>
    /// Two tables, taken in turn: equal bytes in a row would each wait for the addition of the one before.
    /// </summary>
    private readonly long[] _even = new long[ValueCount];

    private readonly long[] _odd = new long[ValueCount];

    internal override void Add(ReadOnlySpan<byte> bytes)
    {
        int index = 0;
        for (; index + 1 < bytes.Length; index += 2)
        {
            _even[bytes[index]]++;
            _odd[bytes[index + 1]]++;
        }

        if (index < bytes.Length)
        {
            _even[bytes[index]]++;
        }
    }

    internal override ContentAnswer Finish()
    {
        long total = 0;
        for (int value = 0; value < ValueCount; value++)
        {
            _even[value] += _odd[value];
            total += _even[value];
        }

        double bits = 0;
        foreach (long count in _even)
        {
            if (count > 0)
            {
                double share = (double)count / total;
                bits -= share * Math.Log2(share);
            }
        }

        Array.Clear(_even);
        Array.Clear(_odd);
        return new ContentAnswer(Entropy: Math.Max(bits, 0));
    }
}
