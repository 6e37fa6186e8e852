using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ChunkedBuffers;

/// <summary>
/// A 64-bit hash of a content, the same for every chunking of it. Seeded anew in every process, so that a peer cannot
/// prepare colliding keys, and so that nobody stores it.
/// </summary>
/// <remarks>
/// The mixing step is that of Wang Yi's wyhash (public domain, https://github.com/wangyi-fudan/wyhash): multiply two
/// 64-bit words, each combined with a secret, to 128 bits and fold the halves. Four lanes take 16 bytes each of a
/// 64-byte stripe, so the multiplications overlap; the rest of less than a stripe waits in a carry buffer for the next
/// chunk. The length goes into the last mix, so zeros that fill up the last words change nothing.
/// </remarks>
internal struct ContentHash
{
    private const int StripeLength = 64;
    private const int StepLength = 16;

    private static readonly ulong[] Secrets = CreateSecrets();

    /// <summary>What <see cref="Lanes"/> is before the first stripe.</summary>
    private static readonly ulong InitialLanes = new ContentHash().Lanes;

    private ulong _lane0;
    private ulong _lane1;
    private ulong _lane2;
    private ulong _lane3;
    private long _length;
    private int _carried;
    private Stripe _carry;

    /// <summary>Starts with the seed of this process.</summary>
    public ContentHash()
    {
        ulong[] secrets = Secrets;
        _lane0 = secrets[4];
        _lane1 = secrets[5];
        _lane2 = secrets[6];
        _lane3 = secrets[7];
    }

    /// <summary>Hashes a whole view.</summary>
    internal static ulong Of(in ChunkView view)
    {
        if (view.Count == 1)
        {
            return Of(view[0]);
        }

        var hash = new ContentHash();
        for (int index = 0; index < view.Count; index++)
        {
            hash.Append(view[index]);
        }

        return hash.Finish();
    }

    /// <summary>Hashes one run of bytes, without the carry buffer: most keys are short and in one chunk.</summary>
    private static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong lanes = InitialLanes;
        int whole = bytes.Length & ~(StripeLength - 1);
        if (whole > 0)
        {
            var hash = new ContentHash();
            hash.MixStripes(bytes[..whole]);
            lanes = hash.Lanes;
        }

        return Finish(lanes, bytes[whole..], bytes.Length);
    }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        if (_carried > 0)
        {
            int count = Math.Min(StripeLength - _carried, bytes.Length);
            bytes[..count].CopyTo(_carry[_carried..]);
            _carried += count;
            bytes = bytes[count..];
            if (_carried < StripeLength)
            {
                return;
            }

            MixStripes(_carry);
            _carried = 0;
        }

        int whole = bytes.Length & ~(StripeLength - 1);
        MixStripes(bytes[..whole]);
        bytes = bytes[whole..];
        bytes.CopyTo(_carry);
        _carried = bytes.Length;
    }

    internal readonly ulong Finish() => Finish(Lanes, ((ReadOnlySpan<byte>)_carry)[.._carried], _length);

    private readonly ulong Lanes => _lane0 ^ _lane1 ^ _lane2 ^ _lane3;

    private static ulong Finish(ulong hash, ReadOnlySpan<byte> rest, long length)
    {
        ReadOnlySpan<ulong> secrets = Secrets;
        while (rest.Length >= StepLength)
        {
            hash = Mix(Read(rest) ^ secrets[0], Read(rest[8..]) ^ hash);
            rest = rest[StepLength..];
        }

        (ulong low, ulong high) = ReadLast(rest);
        hash = Mix(low ^ secrets[1], high ^ hash);
        return Mix(hash ^ secrets[2], (ulong)length ^ secrets[3]);
    }

    /// <summary>
    /// Four independent chains, so that the latency of a multiplication is hidden behind three others.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void MixStripes(ReadOnlySpan<byte> stripes)
    {
        Debug.Assert(stripes.Length % StripeLength == 0, "Only whole stripes are mixed.");
        ReadOnlySpan<ulong> secrets = Secrets;
        (ulong secret0, ulong secret1, ulong secret2, ulong secret3) = (secrets[0], secrets[1], secrets[2], secrets[3]);
        (ulong lane0, ulong lane1, ulong lane2, ulong lane3) = (_lane0, _lane1, _lane2, _lane3);
        for (; stripes.Length >= StripeLength; stripes = stripes[StripeLength..])
        {
            lane0 = Mix(Read(stripes) ^ secret0, Read(stripes[8..]) ^ lane0);
            lane1 = Mix(Read(stripes[16..]) ^ secret1, Read(stripes[24..]) ^ lane1);
            lane2 = Mix(Read(stripes[32..]) ^ secret2, Read(stripes[40..]) ^ lane2);
            lane3 = Mix(Read(stripes[48..]) ^ secret3, Read(stripes[56..]) ^ lane3);
        }

        (_lane0, _lane1, _lane2, _lane3) = (lane0, lane1, lane2, lane3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    /// <summary>Reads fewer than 16 bytes as two little-endian words, filled up with zeros.</summary>
    private static (ulong Low, ulong High) ReadLast(ReadOnlySpan<byte> bytes)
    {
        Debug.Assert(bytes.Length < StepLength, "A whole step is mixed by itself.");
        if (bytes.Length >= sizeof(ulong))
        {
            // The last 8 bytes overlap the first 8; what overlaps is shifted out. A shift by 64 would be one by 0.
            int extra = bytes.Length - sizeof(ulong);
            ulong last = Read(bytes[extra..]);
            return (Read(bytes), extra == 0 ? 0 : last >> (8 * (sizeof(ulong) - extra)));
        }

        ulong low = 0;
        for (int index = bytes.Length - 1; index >= 0; index--)
        {
            low = (low << 8) | bytes[index];
        }

        return (low, 0);
    }

    private static ulong[] CreateSecrets()
    {
        ulong[] secrets = new ulong[8];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(secrets.AsSpan()));
        return secrets;
    }

    /// <summary>The bytes of an unfinished stripe.</summary>
    [InlineArray(StripeLength)]
    private struct Stripe
    {
        private byte _first;
    }
}
