using System;
using System.Collections.Generic;
using System.Threading;

namespace ChunkedBuffers;

/// <summary>What the depot does about blocks that somebody mistreated.</summary>
internal sealed partial class BlockDepot
{
    /// <summary>What free memory is filled with in checked mode: unlikely as text, number or zero.</summary>
    private const byte PoisonByte = 0xDD;

    private long _lostCount;
    private long _lostBytes;
    private long _quarantinedCount;
    private long _failedReports;

    /// <summary>Blocks that are neither rented nor free, because using their memory again would be wrong.</summary>
    private long _heldBlocks;
    private long _heldBytes;

    internal override void ReportLost(NativeBlock block)
    {
        HandleRecord? record = _ledger?.Forget(block);
        Interlocked.Increment(ref _lostCount);
        var misuse = new BlockMisuse
        {
            Kind = BlockMisuseKind.LostBlock,
            PoolName = _options.Name,
            BlockLength = block.Length,
            OwnerStack = record?.OwnerStack?.ToString(),
            Message = $"A block of {block.Length} bytes of pool '{_options.Name}' became unreachable with "
                + $"{block.References.Count} references: a handle was not disposed.",
        };
        if (_options.ReclaimLostBlocks)
        {
            Reclaim(block);
        }
        else
        {
            Interlocked.Add(ref _lostBytes, block.Length);
            Hold(block);
        }

        ReportOnFinalizerThread(misuse);
    }

    /// <summary>Ownership: transfers a block that must not be handed out; it is dropped and its memory kept.</summary>
    internal void ReportInUse(NativeBlock block)
    {
        Quarantine(
            block,
            BlockMisuseKind.FreeBlockInUse,
            $"A free block of {block.Length} bytes of pool '{_options.Name}' has {block.References.Count} references; "
                + "it stays with its holders and is not rented again.");
    }

    internal IReadOnlyList<BlockMisuse> ListOutstanding() => _ledger is null ? [] : _ledger.ListOpen();

    private static void Poison(NativeBlock block)
    {
        block.AsSpan(0, block.Length).Fill(PoisonByte);
        block.IsPoisoned = true;
        block.IsDirty = true;
    }

    private void VerifyPoison(NativeBlock block)
    {
        block.IsPoisoned = false;
        int offset = block.AsSpan(0, block.Length).IndexOfAnyExcept(PoisonByte);
        if (offset < 0)
        {
            return;
        }

        string message = $"A free block of {block.Length} bytes of pool '{_options.Name}' was written to at offset "
            + $"{offset}: something used it after its release. It is not rented again.";
        Quarantine(block, BlockMisuseKind.WriteAfterRelease, message);
        throw new InvalidOperationException(message);
    }

    /// <summary>Reports the handles that are open at the end of the pool.</summary>
    private void ReportOutstanding(bool isOnFinalizerThread)
    {
        foreach (BlockMisuse misuse in ListOutstanding())
        {
            if (isOnFinalizerThread)
            {
                ReportOnFinalizerThread(misuse);
            }
            else
            {
                Report(misuse);
            }
        }
    }

    /// <summary>An exception on the finalizer thread ends the process, which a report must not do.</summary>
    private void ReportOnFinalizerThread(BlockMisuse misuse)
    {
        try
        {
            Report(misuse);
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _failedReports);
        }
    }

    /// <summary>
    /// Takes the references of a lost block back, which nobody else can do any more, and sends it home.
    /// </summary>
    private void Reclaim(NativeBlock block)
    {
        int count = block.References.Count;
        if (block.References.Release(block.References.Generation, count))
        {
            GC.ReRegisterForFinalize(block);
            block.Home = null;
            RecycleToSlab(block);
        }
    }

    private void Quarantine(NativeBlock block, BlockMisuseKind kind, string message)
    {
        Interlocked.Increment(ref _quarantinedCount);
        Hold(block);
        GC.SuppressFinalize(block);
        Report(new BlockMisuse
        {
            Kind = kind,
            PoolName = _options.Name,
            BlockLength = block.Length,
            Message = message,
        });
    }

    private void Hold(NativeBlock block)
    {
        Interlocked.Increment(ref _heldBlocks);
        Interlocked.Add(ref _heldBytes, block.Length);
    }

    private void Report(BlockMisuse misuse) => _options.OnMisuse?.Invoke(misuse);
}
