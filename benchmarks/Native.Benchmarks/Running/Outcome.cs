using System;

namespace Native.Benchmarks;

/// <summary>What one pass over the input did. The checksum is the same for every peer of a scenario.</summary>
/// <param name="Ops">Operations done, in the scenario's unit.</param>
/// <param name="Bytes">Bytes of input that the operations covered.</param>
/// <param name="Checksum">Sum over the output of <see cref="Value"/> or of positions.</param>
/// <param name="Retained">Bytes of memory that the kept results held at the end, where the scenario keeps any.</param>
internal readonly record struct Outcome(long Ops, long Bytes, ulong Checksum, long Retained = 0)
{
    /// <summary>The value of one piece of output: the same formula in every program.</summary>
    public static ulong Value(ReadOnlySpan<byte> output) =>
        output.IsEmpty ? 0 : ((ulong)output.Length * 31) + output[0];

    public static ulong Value(long length, byte first) => ((ulong)length * 31) + first;
}
