using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Targets;

/// <summary>
/// Programs of rents, shares, releases and trims against pools of every kind, on two threads that take turns and on
/// threads that end. Every held block keeps its bytes, and at the end the pool holds nothing.
/// </summary>
internal sealed partial class BlockPoolProgram
{
    private const int StepsMax = 64;
    private const int HeldMax = 24;
    private const int RefusalsMax = 4;
    private const int OtherThreadsMax = 12;
    private const int DyingThreadsMax = 2;
    private const int SmallBytesMax = 8 * 1024 * 1024;
    private const int LargeBytesMax = 1024 * 1024;

    private readonly ConcurrentQueue<BlockMisuse> _misuses = new();
    private readonly List<HeldBlock> _held = [];
    private readonly BlockPool _pool;
    private byte _nextTag;
    private int _refusals;
    private int _otherThreads;
    private int _dyingThreads;

    private BlockPoolProgram(int kind)
    {
        _pool = new BlockPool(
            new BlockPoolOptions
            {
                Name = "fuzz",
                Mode = (kind & 1) == 0 ? BlockPoolMode.Default : BlockPoolMode.Checked,
                SingleThreaded = (kind & 6) == 2,
                ZeroOnRent = (kind & 6) == 4,
                SmallBytesMax = (kind & 8) != 0 ? SmallBytesMax : long.MaxValue,
                LargeBytesMax = (kind & 8) != 0 ? LargeBytesMax : long.MaxValue,
                ThreadCacheBytesMax = (kind & 16) != 0 ? 0 : 256 * 1024,
                RetainedBytesMax = (kind & 32) != 0 ? 0 : long.MaxValue,
                StackSampling = int.MaxValue,
                TrimInterval = Timeout.InfiniteTimeSpan,
                OnMisuse = _misuses.Enqueue,
            });
    }

    private bool IsChecked => _pool.Options.Mode == BlockPoolMode.Checked;

    public static void Run(ReadOnlySpan<byte> input)
    {
        var reader = new FuzzInput(input);
        var program = new BlockPoolProgram(reader.NextByte());
        for (int step = 0; step < StepsMax && !reader.IsAtEnd; step++)
        {
            program.Step(ref reader);
        }

        program.End(reader.NextByte());
    }

    private void Step(ref FuzzInput reader)
    {
        byte operation = reader.NextByte();
        byte argument = reader.NextByte();
        if (_held.Count >= HeldMax)
        {
            Release(argument);
        }

        int length = Length(argument, operation);
        switch (operation & 15)
        {
            case <= 5:
                OnSomeThread(operation >> 6, () => Rent(operation & 3, length));
                break;
            case <= 9:
                OnSomeThread(operation >> 6, () => Release(argument));
                break;
            case 10 or 11:
                Share(argument);
                break;
            case 12:
                RentAndReturnAtOnce(length);
                break;
            case 13:
                OnSomeThread(operation >> 6, _pool.Trim);
                break;
            case 14:
                Misuse(argument);
                break;
            default:
                foreach (HeldBlock held in _held)
                {
                    held.VerifyContent();
                }

                break;
        }

        VerifyStatistics();
    }

    // Powers of two and their neighbours, from nothing to what has memory of its own.
    private static int Length(byte argument, byte operation)
    {
        int power = 1 << (argument % 20);
        return (argument / 20 % 4) switch
        {
            0 => power,
            1 => power - 1,
            2 => power + 1,
            _ => argument + operation,
        };
    }

    private void OnSomeThread(int kind, Action step)
    {
        bool canLeave = !_pool.Options.SingleThreaded;
        if (kind == 2 && canLeave && _otherThreads < OtherThreadsMax)
        {
            _otherThreads++;
            Lockstep.Instance.Run(step);
        }
        else if (kind == 3 && canLeave && _dyingThreads < DyingThreadsMax)
        {
            _dyingThreads++;
            Lockstep.RunOnDyingThread(step);
        }
        else
        {
            step();
        }
    }

    private void VerifyStatistics()
    {
        BlockPoolStatistics statistics = _pool.GetStatistics();
        Verify.Equal(_held.Count, statistics.RentedBlocks, "Rented blocks");
        Verify.True(statistics.RentedBytes >= _held.Sum(held => (long)held.Length), "Fewer bytes are rented than held");
        Verify.True(
            statistics.SlabBytes + statistics.DedicatedBytes >= statistics.RentedBytes,
            "More bytes are rented than there are");
        Verify.True(statistics.RetainedBytes >= statistics.ThreadCachedBytes, "Threads keep more than the pool does");
        Verify.True(
            statistics.SlabBytes <= _pool.Options.SmallBytesMax
                && statistics.DedicatedBytes <= _pool.Options.LargeBytesMax,
            "A cap was passed");
        Verify.Equal(0L, statistics.QuarantinedBlocks, "Quarantined blocks");
        Verify.Equal(0L, statistics.LostBlocks, "Lost blocks");
    }

    private void End(byte order)
    {
        foreach (HeldBlock held in _held)
        {
            held.VerifyContent();
        }

        bool isDisposedFirst = (order & 1) != 0;
        if (isDisposedFirst && !IsChecked)
        {
            // Blocks that are out stay valid, and nobody gets another one.
            _pool.Dispose();
            Refuses<ObjectDisposedException>(() => _pool.Rent().Dispose(), "A rent from a disposed pool");
        }

        while (_held.Count > 0)
        {
            HeldBlock held = _held[(order >> 1) % _held.Count];
            held.VerifyContent();
            if (held.Release())
            {
                _held.Remove(held);
            }
        }

        VerifyStatistics();
        _pool.Trim();
        VerifyEmpty();
        _pool.Dispose();
        VerifyEmpty();
        if (_misuses.TryDequeue(out BlockMisuse? misuse))
        {
            Verify.Fail($"Misuse {misuse.Kind}: {misuse.Message}");
        }
    }

    private void VerifyEmpty()
    {
        BlockPoolStatistics statistics = _pool.GetStatistics();
        Verify.Equal(0L, statistics.RentedBytes, "Rented bytes at the end");
        Verify.Equal(0L, statistics.RetainedBytes, "Retained bytes after a trim");
        Verify.Equal(0L, statistics.SlabBytes, "Bytes of slabs after a trim");
        Verify.Equal(0L, statistics.DedicatedBytes, "Bytes of dedicated blocks at the end");
    }
}
