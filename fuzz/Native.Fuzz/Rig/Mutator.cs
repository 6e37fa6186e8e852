using System;
using System.Collections.Generic;

namespace Native.Fuzz.Rig;

/// <summary>
/// Changes inputs as AFL's havoc stage does: a few stacked edits on a parent, with the target's dictionary. The same
/// seed gives the same sequence on every machine and runtime, because the generator is our own.
/// </summary>
public sealed class Mutator
{
    private const int StackedEditsMax = 8;
    private const int BlockLengthMax = 64;

    private static readonly byte[] InterestingBytes = [0, 1, 0x0A, 0x0D, 0x20, 0x7F, 0x80, 0xFE, 0xFF];

    private readonly IReadOnlyList<byte[]> _dictionary;
    private readonly int _lengthMaxBytes;
    private ulong _state;

    /// <summary>Starts a sequence of mutations.</summary>
    public Mutator(ulong seed, IReadOnlyList<byte[]> dictionary, int lengthMaxBytes)
    {
        _state = seed;
        _dictionary = dictionary;
        _lengthMaxBytes = lengthMaxBytes;
    }

    /// <summary>A number from zero to <paramref name="bound"/>, which is not included.</summary>
    public int Next(int bound) => (int)(NextRandom() % (ulong)Math.Max(bound, 1));

    /// <summary>A new input made from one of the parents, or from nothing.</summary>
    public byte[] Mutate(IReadOnlyList<byte[]> parents)
    {
        List<byte> child = parents.Count == 0 || Next(32) == 0
            ? Invent()
            : [.. parents[Next(parents.Count)]];

        int edits = 1 + Next(StackedEditsMax);
        for (int edit = 0; edit < edits; edit++)
        {
            EditOnce(child, parents);
        }

        if (child.Count > _lengthMaxBytes)
        {
            child.RemoveRange(_lengthMaxBytes, child.Count - _lengthMaxBytes);
        }

        return [.. child];
    }

    private List<byte> Invent()
    {
        int length = Next(Math.Min(_lengthMaxBytes, 256) + 1);
        var bytes = new List<byte>(length);
        for (int index = 0; index < length; index++)
        {
            bytes.Add((byte)Next(256));
        }

        return bytes;
    }

    private void EditOnce(List<byte> bytes, IReadOnlyList<byte[]> parents)
    {
        int kind = Next(10);
        if (bytes.Count == 0 || kind <= 1)
        {
            Insert(bytes, parents);
            return;
        }

        int at = Next(bytes.Count);
        switch (kind)
        {
            case 2:
                bytes[at] ^= (byte)(1 << Next(8));
                break;
            case 3:
                bytes[at] = InterestingBytes[Next(InterestingBytes.Length)];
                break;
            case 4:
                bytes[at] += (byte)(1 + Next(16));
                break;
            case 5:
                bytes[at] -= (byte)(1 + Next(16));
                break;
            case 6:
                bytes.RemoveRange(at, Math.Min(1 + Next(BlockLengthMax), bytes.Count - at));
                break;
            case 7:
                Overwrite(bytes, at, Piece(bytes, parents));
                break;
            default:
                bytes[at] = (byte)Next(256);
                break;
        }
    }

    private void Insert(List<byte> bytes, IReadOnlyList<byte[]> parents)
    {
        if (bytes.Count < _lengthMaxBytes)
        {
            bytes.InsertRange(Next(bytes.Count + 1), Piece(bytes, parents));
        }
    }

    // A dictionary word, a run of one byte, or a part of this input or of another.
    private byte[] Piece(List<byte> bytes, IReadOnlyList<byte[]> parents)
    {
        int kind = Next(4);
        if (kind == 0 && _dictionary.Count > 0)
        {
            return _dictionary[Next(_dictionary.Count)];
        }

        if (kind == 1)
        {
            byte[] run = new byte[1 + Next(BlockLengthMax)];
            Array.Fill(run, (byte)Next(256));
            return run;
        }

        if (kind == 2 && parents.Count > 0)
        {
            byte[] other = parents[Next(parents.Count)];
            int from = Next(other.Length);
            return other.AsSpan(from, Math.Min(1 + Next(BlockLengthMax), other.Length - from)).ToArray();
        }

        if (bytes.Count == 0)
        {
            return [(byte)Next(256)];
        }

        int start = Next(bytes.Count);
        return [.. bytes.GetRange(start, Math.Min(1 + Next(BlockLengthMax), bytes.Count - start))];
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] piece)
    {
        for (int index = 0; index < piece.Length && at + index < bytes.Count; index++)
        {
            bytes[at + index] = piece[index];
        }
    }

    // SplitMix64 (Steele, Lea, Flood 2014): a full period from any seed, zero included.
    private ulong NextRandom()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
