using System.Runtime.CompilerServices;

namespace ChunkedBuffers;

/// <summary>Positions inside one look-ahead, kept in place so that a cursor needs no array.</summary>
[InlineArray(Capacity)]
internal struct MatchPositions
{
    /// <summary>Two cache lines; a mispredicted branch per refill is then little per line.</summary>
    internal const int Capacity = 64;

    private ushort _first;
}
