using System;
using System.Collections.Generic;
using System.Linq;
using ChunkedBuffers;

namespace NativeIo.Tests;

/// <summary>What the tests of the three sources have in common.</summary>
internal static class SlabSourceCases
{
    internal static BlockPool PoolOver(SlabSource source, BlockPoolMode mode = BlockPoolMode.Default) => new(
        new BlockPoolOptions { Name = "test", Mode = mode, SlabSource = source, QuarantineBytesMax = 1024 * 1024 });

    /// <summary>Rents one block of each kind of length, fills it and gives it back.</summary>
    internal static void UseAllLengths(BlockPool pool)
    {
        foreach (int length in new[] { 1, 512, 4096, 5000, 256 * 1024, (256 * 1024) + 1, 5 * 1024 * 1024 })
        {
            using BlockLease lease = pool.RentBlock(length);
            if (lease.Length < length)
            {
                throw new InvalidOperationException($"The block has {lease.Length} of {length} bytes.");
            }

            lease.Span.Fill(0xee);
        }
    }

    /// <summary>
    /// Fails each call for pages, one after the other, and says what became of the rent: nothing may be left behind.
    /// </summary>
    internal static IEnumerable<(string Operation, bool Threw, long Left)> FailEachCall(
        Func<ScriptedBackend, SlabSource> make, BlockPoolMode mode = BlockPoolMode.Default)
    {
        string[] operations = ["reserve-pages", "open-pages", "huge-pages", "lock-pages", "seal-pages"];
        foreach (string operation in operations)
        {
            bool threw = false;
            var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.OutOfMemory, operation) };
            using (BlockPool pool = PoolOver(make(backend), mode))
            {
                try
                {
                    pool.RentBlock(3 * 1024 * 1024).Dispose();
                }
                catch (OutOfMemoryException)
                {
                    threw = true;
                }
            }

            long reserved = operation == "reserve-pages" ? 0 : Count(backend, "reserve-pages");
            yield return (operation, threw, reserved - Count(backend, "free-pages"));
        }
    }

    /// <summary>Counts the calls of one kind.</summary>
    internal static int Count(ScriptedBackend backend, string operation) =>
        backend.Calls.Count(call => call.Operation == operation);

    /// <summary>Counts the regions that were reserved and not given back.</summary>
    internal static int LiveRegions(ScriptedBackend backend) =>
        Count(backend, "reserve-pages") - Count(backend, "free-pages");
}
