using System;
using System.IO;
using System.Linq;
using ChunkedBuffers;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class LockedSlabSourceTests
{
    private const int MiB = 1024 * 1024;

    public static TheoryData<string> Backends => [.. PlatformSelector.Available];

    [Theory]
    [MemberData(nameof(Backends))]
    public void Rent_AllLengths_CountsEveryByteUntilItIsGiven(string name)
    {
        var backend = new ScriptedBackend(PlatformSelector.Create(name));
        var source = new LockedSlabSource(backend);
        using (BlockPool pool = SlabSourceCases.PoolOver(source))
        {
            using BlockLease lease = pool.RentBlock(300 * 1024);
            Assert.Equal(300 * 1024, source.LockedBytes + source.UnlockedBytes);
            Assert.Equal(source.UnlockedBytes == 0, source.FallbackReason is null);
            SlabSourceCases.UseAllLengths(pool);
        }

        Assert.Equal(0, source.LockedBytes + source.UnlockedBytes);
        Assert.Equal(0, SlabSourceCases.LiveRegions(backend));
    }

    [Fact]
    public void Allocate_OnLinux_LocksMemory()
    {
        if (!PlatformSelector.Available.Contains("linux"))
        {
            return;
        }

        var source = new LockedSlabSource(PlatformSelector.Create("linux"));
        long before = LockedKilobytes();
        using BlockPool pool = SlabSourceCases.PoolOver(source);
        using BlockLease lease = pool.RentBlock(512 * 1024);
        Assert.Equal(source.LockedBytes / 1024, LockedKilobytes() - before);
    }

    [Theory]
    [InlineData(IoErrorKind.OutOfMemory)]
    [InlineData(IoErrorKind.AccessDenied)]
    public void Allocate_LimitReached_UsesUnlockedMemoryAndSaysSo(IoErrorKind kind)
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(kind, "lock-pages") };
        var source = new LockedSlabSource(backend);
        using BlockPool pool = SlabSourceCases.PoolOver(source);
        using (BlockLease lease = pool.RentBlock(MiB))
        {
            lease.Span.Fill(1);
            Assert.Equal(0, source.LockedBytes);
            Assert.Equal(MiB, source.UnlockedBytes);
        }

        Assert.Equal(0, source.UnlockedBytes);
        Assert.Contains("ulimit -l", source.FallbackReason, StringComparison.Ordinal);
        Assert.Contains(backend.Describe(backend.CodeOf(kind)), source.FallbackReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Allocate_LockingRequired_ThrowsAndLeavesNothing()
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.OutOfMemory, "lock-pages") };
        var source = new LockedSlabSource(backend, isRequired: true);
        using BlockPool pool = SlabSourceCases.PoolOver(source);
        OutOfMemoryException error = Assert.ThrowsAny<OutOfMemoryException>(() => pool.RentBlock(MiB).Dispose());
        Assert.Contains($"lock {MiB} bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, SlabSourceCases.LiveRegions(backend));
        Assert.Equal(0, source.LockedBytes + source.UnlockedBytes);
    }

    [Fact]
    public void Allocate_EachCallFailing_LeavesNothingBehind()
    {
        if (!PlatformSelector.Current.HasPages)
        {
            return;
        }

        foreach ((string operation, bool threw, long left) in SlabSourceCases.FailEachCall(
            static backend => new LockedSlabSource(backend)))
        {
            Assert.Equal(operation is "reserve-pages" or "open-pages", threw);
            Assert.Equal(0, left);
        }
    }

    private static long LockedKilobytes() => long.Parse(File.ReadLines("/proc/self/status")
        .First(static line => line.StartsWith("VmLck:", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
