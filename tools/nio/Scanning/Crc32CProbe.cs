using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Nio.Scanning;

/// <summary>CRC-32C (Castagnoli), for which processors have an instruction.</summary>
internal sealed class Crc32CProbe : ContentProbe
{
    private uint _crc = uint.MaxValue;

    internal override void Add(ReadOnlySpan<byte> bytes)
    {
        uint crc = _crc;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        _crc = crc;
    }

    internal override ContentAnswer Finish()
    {
        ContentAnswer answer = new(Digest: (~_crc).ToString("x8", CultureInfo.InvariantCulture));
        _crc = uint.MaxValue;
        return answer;
    }
}
