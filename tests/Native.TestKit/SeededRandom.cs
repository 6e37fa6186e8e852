using System;
using System.Globalization;
using System.Numerics;
using Xunit;

namespace Native.TestKit;

/// <summary>
/// Random numbers that are the same for the same seed on every machine and runtime (xoshiro256**, seeded by
/// splitmix64). The seed of a failed test is in its output; <c>NATIVE_SEED=seed</c> in the environment repeats it. Not
/// thread-safe: give each thread its own <see cref="Fork"/>.
/// </summary>
public sealed class SeededRandom
{
    /// <summary>The environment variable that fixes the seed.</summary>
    public const string SeedVariable = "NATIVE_SEED";

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    public SeededRandom(ulong seed)
    {
        Seed = seed;
        ulong state = seed;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    public ulong Seed { get; }

    /// <summary>
    /// Takes the seed from the environment, or a new one, and writes it to the output of the running test, which the
    /// runner shows when the test fails.
    /// </summary>
    public static SeededRandom Create()
    {
        ulong seed = EnvironmentSeed() ?? NewSeed();
        TestContext.Current.TestOutputHelper?.WriteLine($"{SeedVariable}={seed}");
        return new SeededRandom(seed);
    }

    /// <summary>
    /// Runs <paramref name="body"/> with <paramref name="runs"/> different seeds, or once with the seed from the
    /// environment. The exception of a failed run names the seed that repeats it.
    /// </summary>
    public static void Check(int runs, Action<SeededRandom> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(runs);
        ulong? fixedSeed = EnvironmentSeed();
        ulong first = fixedSeed ?? NewSeed();
        for (int run = 0; run < (fixedSeed is null ? runs : 1); run++)
        {
            ulong seed = unchecked(first + (ulong)run);
            try
            {
                body(new SeededRandom(seed));
            }
            catch (Exception exception)
            {
                throw new SeededRunException(seed, run, exception);
            }
        }
    }

    /// <summary>An independent generator whose seed follows from this one's.</summary>
    public SeededRandom Fork()
    {
        return new SeededRandom(NextUInt64());
    }

    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number from 0 to <paramref name="maxExclusive"/> - 1.</summary>
    public long NextInt64(long maxExclusive)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxExclusive);
        return (long)Math.BigMul(NextUInt64(), (ulong)maxExclusive, out _);
    }

    /// <summary>A number from 0 to <paramref name="maxExclusive"/> - 1.</summary>
    public int Next(int maxExclusive)
    {
        return (int)NextInt64(maxExclusive);
    }

    /// <summary>A number from <paramref name="min"/> to <paramref name="maxExclusive"/> - 1.</summary>
    public int Next(int min, int maxExclusive)
    {
        return (int)(min + NextInt64((long)maxExclusive - min));
    }

    /// <summary>
    /// A length from 0 to <paramref name="maxInclusive"/> that is often small, zero or at the maximum, since errors
    /// live at the ends.
    /// </summary>
    public int NextLength(int maxInclusive)
    {
        return Next(8) switch
        {
            0 => 0,
            1 => maxInclusive,
            2 or 3 => Next(Math.Min(maxInclusive, 16) + 1),
            4 or 5 => Next(Math.Min(maxInclusive, 256) + 1),
            _ => Next(maxInclusive + 1),
        };
    }

    /// <summary>True in about <paramref name="percent"/> of 100 calls.</summary>
    public bool Chance(int percent)
    {
        return Next(100) < percent;
    }

    public void NextBytes(Span<byte> destination)
    {
        foreach (ref byte value in destination)
        {
            value = (byte)NextUInt64();
        }
    }

    public byte[] NextBytes(int length)
    {
        byte[] bytes = new byte[length];
        NextBytes(bytes);
        return bytes;
    }

    /// <summary>Bytes of a small alphabet, so that searches find something and almost-matches are common.</summary>
    public byte[] NextBytes(int length, ReadOnlySpan<byte> alphabet)
    {
        byte[] bytes = new byte[length];
        foreach (ref byte value in bytes.AsSpan())
        {
            value = Pick(alphabet);
        }

        return bytes;
    }

    public T Pick<T>(ReadOnlySpan<T> choices)
    {
        return choices[Next(choices.Length)];
    }

    private static ulong NewSeed()
    {
        return (ulong)Random.Shared.NextInt64();
    }

    private static ulong? EnvironmentSeed()
    {
        string? text = Environment.GetEnvironmentVariable(SeedVariable);
        return string.IsNullOrEmpty(text) ? null : ulong.Parse(text, CultureInfo.InvariantCulture);
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
