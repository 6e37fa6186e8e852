using System;

namespace ChunkedBuffers;

/// <summary>How common each byte value is, from 0, the rarest, to 255, the most common.</summary>
/// <remarks>
/// Counted over equal weights of prose, source code and executables; a carriage return counts as half a line feed. It
/// only chooses which bytes of a needle are looked for first, so a wrong guess costs time and no result. The idea of
/// a fixed table is that of the memchr crate's memmem.
/// </remarks>
internal static class ByteCommonness
{
    private static ReadOnlySpan<byte> Ranks =>
    [
        255, 232, 200, 209, 176, 187, 155, 157, 203, 202, 245, 128, 139, 236, 135, 173,
        164, 134, 160, 89, 124, 125, 95, 108, 143, 86, 106, 91, 138, 99, 100, 130,
        254, 149, 201, 192, 211, 145, 147, 168, 212, 210, 215, 141, 213, 226, 221, 230,
        227, 223, 208, 188, 185, 182, 186, 177, 183, 184, 189, 190, 193, 196, 199, 115,
        165, 229, 181, 220, 205, 234, 195, 178, 225, 228, 132, 166, 222, 191, 217, 216,
        206, 120, 219, 233, 231, 180, 172, 162, 171, 163, 126, 161, 159, 158, 102, 244,
        152, 248, 218, 242, 241, 253, 238, 224, 240, 251, 151, 204, 243, 235, 249, 246,
        239, 144, 247, 250, 252, 237, 198, 194, 197, 214, 156, 170, 148, 169, 103, 67,
        137, 96, 63, 153, 146, 150, 58, 57, 114, 179, 48, 175, 66, 167, 44, 40,
        127, 35, 39, 20, 88, 45, 24, 3, 85, 34, 7, 2, 30, 22, 8, 36,
        129, 6, 19, 14, 75, 12, 5, 0, 76, 41, 33, 4, 28, 10, 1, 31,
        92, 13, 32, 11, 62, 18, 82, 56, 98, 52, 105, 51, 64, 47, 93, 107,
        154, 109, 131, 136, 90, 70, 111, 133, 94, 78, 49, 9, 29, 25, 21, 26,
        121, 53, 80, 27, 15, 46, 38, 17, 101, 55, 42, 81, 16, 37, 65, 119,
        118, 43, 72, 23, 54, 60, 77, 84, 174, 142, 69, 104, 73, 59, 87, 71,
        116, 61, 79, 68, 74, 50, 110, 83, 140, 112, 117, 122, 113, 97, 123, 207,
    ];

    internal static int Of(byte value) => Ranks[value];
}
