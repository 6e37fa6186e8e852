using System;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Models;

/// <summary>
/// Numbers as places in files and lengths are: small ones, those beside powers of two, the last ones.
/// </summary>
internal static class Numbers
{
    private const int BitsMax = 62;

    /// <summary>The next number, from zero to the largest; three bytes of the program.</summary>
    internal static long Next(ref FuzzInput program)
    {
        int shape = program.NextByte();
        long detail = program.NextUInt16();
        return (shape >> 6) switch
        {
            0 => detail,
            1 => Math.Max(0, (1L << (shape % (BitsMax + 1))) + detail - 0x8000),
            2 => detail << (shape & 31),
            _ => long.MaxValue - detail,
        };
    }
}
