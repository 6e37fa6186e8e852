using System;

namespace Native.Benchmarks;

/// <summary>SplitMix64 seeded from a name: every run, on every machine, makes the same corpora.</summary>
internal struct CorpusRandom
{
    private ulong _state;

    public CorpusRandom(string name)
    {
        // FNV-1a, because string.GetHashCode differs from process to process.
        _state = 14695981039346656037;
        foreach (char letter in name)
        {
            _state = (_state ^ letter) * 1099511628211;
        }
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    public int Next(int low, int highExclusive) => low + (int)(Next() % (ulong)(highExclusive - low));

    public void FillLetters(Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = (byte)('a' + Next(0, 26));
        }
    }
}
