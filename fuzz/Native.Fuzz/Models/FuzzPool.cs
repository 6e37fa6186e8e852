using System;
using System.Collections.Concurrent;
using System.Threading;
using ChunkedBuffers;
using Native.Fuzz.Rig;
using Native.TestKit;

namespace Native.Fuzz.Models;

/// <summary>
/// The pool that targets rent from, in checked mode: a handle disposed twice, a use after dispose, a write to free
/// memory and a lost block are findings. One pool serves all runs, because making one costs more than most runs.
/// </summary>
internal sealed class FuzzPool
{
    /// <summary>
    /// The environment variable that chooses guarded mode when it is <c>guarded</c>: each block ends at an
    /// inaccessible page and is inaccessible after its release. A finding then ends the process.
    /// </summary>
    public const string ModeVariable = "NATIVE_FUZZ_POOL";

    private const long QuarantineBytesMax = 1024 * 1024;

    private static FuzzPool? s_current;

    private readonly ConcurrentQueue<BlockMisuse> _misuses = new();

    private FuzzPool()
    {
        bool isGuarded = string.Equals(
            Environment.GetEnvironmentVariable(ModeVariable), "guarded", StringComparison.Ordinal);
        Pool = new BlockPool(
            new BlockPoolOptions
            {
                Name = "fuzz",
                Mode = isGuarded ? BlockPoolMode.Guarded : BlockPoolMode.Checked,
                SlabSource = isGuarded ? new GuardedSlabSource() : null,
                QuarantineBytesMax = QuarantineBytesMax,

                // A stack for each handle costs more than the run; a finding is replayed where stacks are wanted.
                StackSampling = int.MaxValue,
                TrimInterval = Timeout.InfiniteTimeSpan,
                OnMisuse = _misuses.Enqueue,
            });
    }

    public BlockPool Pool { get; }

    /// <summary>The pool of this process, in balance, for a run that begins.</summary>
    public static FuzzPool BeginRun()
    {
        GuardedPieces.BeginRun();
        return s_current ??= new FuzzPool();
    }

    /// <summary>
    /// Forgets the pool after a finding: blocks that the failed run still holds are not the next run's.
    /// </summary>
    public static void Replace() => s_current = null;

    /// <summary>Nothing is rented, and nothing was misused.</summary>
    public void VerifyBalanced()
    {
        VerifyNoMisuse();
        Verify.Equal(0L, Pool.GetStatistics().RentedBlocks, "Blocks still rented at the end");
    }

    /// <summary>Forgets the reports of handles that a program misused on purpose.</summary>
    public void ForgetHandleMisuse()
    {
        while (_misuses.TryPeek(out BlockMisuse? misuse)
            && misuse.Kind is BlockMisuseKind.DoubleDispose or BlockMisuseKind.UseAfterDispose)
        {
            _ = _misuses.TryDequeue(out _);
        }
    }

    /// <summary>Nothing was misused so far.</summary>
    public void VerifyNoMisuse()
    {
        if (_misuses.TryDequeue(out BlockMisuse? misuse))
        {
            Verify.Fail($"Misuse {misuse.Kind}: {misuse.Message}");
        }
    }
}
