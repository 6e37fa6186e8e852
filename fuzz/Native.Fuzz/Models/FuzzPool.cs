using System.Collections.Concurrent;
using System.Threading;
using ChunkedBuffers;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Models;

/// <summary>
/// The pool that targets rent from, in checked mode: a handle disposed twice, a use after dispose, a write to free
/// memory and a lost block are findings. One pool serves all runs, because making one costs more than most runs.
/// </summary>
internal sealed class FuzzPool
{
    private static FuzzPool? _current;

    private readonly ConcurrentQueue<BlockMisuse> _misuses = new();

    private FuzzPool()
    {
        Pool = new BlockPool(
            new BlockPoolOptions
            {
                Name = "fuzz",
                Mode = BlockPoolMode.Checked,

                // A stack for each handle costs more than the run; a finding is replayed where stacks are wanted.
                StackSampling = int.MaxValue,
                TrimInterval = Timeout.InfiniteTimeSpan,
                OnMisuse = _misuses.Enqueue,
            });
    }

    /// <summary>The pool of this process, in balance.</summary>
    public static FuzzPool Current => _current ??= new FuzzPool();

    public BlockPool Pool { get; }

    /// <summary>
    /// Forgets the pool after a finding: blocks that the failed run still holds are not the next run's.
    /// </summary>
    public static void Replace() => _current = null;

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
