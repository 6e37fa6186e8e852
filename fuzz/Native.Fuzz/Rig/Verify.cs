using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Native.Fuzz.Rig;

/// <summary>What targets compare with. Nothing is formatted or allocated while both sides agree.</summary>
public static class Verify
{
    /// <summary>Both values are equal.</summary>
    public static void Equal<T>(T expected, T actual, string what)
        where T : IEquatable<T>
    {
        if (!expected.Equals(actual))
        {
            Fail($"{what}: expected {expected}, got {actual}");
        }
    }

    /// <summary>Both runs of bytes are equal.</summary>
    public static void Equal(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        if (!expected.SequenceEqual(actual))
        {
            int same = expected.CommonPrefixLength(actual);
            Fail($"{what}: expected {expected.Length} bytes {Show(expected)}, "
                + $"got {actual.Length} bytes {Show(actual)}, first difference at {same}");
        }
    }

    /// <summary>The condition holds.</summary>
    public static void True([DoesNotReturnIf(false)] bool condition, string what)
    {
        if (!condition)
        {
            Fail(what);
        }
    }

    /// <summary>The condition holds; the message is made only when it does not.</summary>
    public static void True(
        [DoesNotReturnIf(false)] bool condition,
        [InterpolatedStringHandlerArgument(nameof(condition))] ref VerifyMessage what)
    {
        if (!condition)
        {
            Fail(what.ToText());
        }
    }

    /// <summary>Reports a disagreement.</summary>
    [DoesNotReturn]
    public static void Fail(string message) => throw new FuzzException(message);

    private static string Show(ReadOnlySpan<byte> bytes)
    {
        const int ShownMax = 48;
        return bytes.Length <= ShownMax
            ? Convert.ToHexString(bytes)
            : Convert.ToHexString(bytes[..ShownMax]) + "...";
    }
}
