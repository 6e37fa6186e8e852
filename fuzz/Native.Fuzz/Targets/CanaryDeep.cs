using System;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Targets;

/// <summary>
/// Fails on the bytes <c>NATIVE</c>, tested one after the other: each step is one in 256 for a fuzzer that sees the
/// edge of the step before, and all six are one in 2^48 for a fuzzer that sees nothing.
/// </summary>
public static class CanaryDeep
{
    /// <summary>Compares the head of the input with the magic.</summary>
    public static void Run(ReadOnlySpan<byte> input)
    {
        if (Reaches(input, 0, 'N') && Reaches(input, 1, 'A') && Reaches(input, 2, 'T')
            && Reaches(input, 3, 'I') && Reaches(input, 4, 'V') && Reaches(input, 5, 'E'))
        {
            Verify.Fail("The planted magic was found");
        }
    }

    private static bool Reaches(ReadOnlySpan<byte> input, int index, char expected) =>
        index < input.Length && input[index] == expected;
}
