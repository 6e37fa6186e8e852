using System;
using System.Globalization;
using System.IO;
using System.Linq;
using ChunkedBuffers;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class HugePageSlabSourceTests
{
    private const int MiB = 1024 * 1024;

    public static TheoryData<string> Backends => [.. PlatformSelector.Available];

    [Theory]
    [MemberData(nameof(Backends))]
    public void Rent_AllLengths_GivesZeroedMemoryBack(string name)
    {
        var backend = new ScriptedBackend(PlatformSelector.Create(name));
        var source = new HugePageSlabSource(backend);
        Assert.True(source.AllocatesZeroed);
        using (BlockPool pool = SlabSourceCases.PoolOver(source))
        {
            using BlockLease first = pool.RentBlock(4 * MiB);
            Assert.Equal(-1, first.Span.IndexOfAnyExcept((byte)0));
            SlabSourceCases.UseAllLengths(pool);
            Assert.InRange(source.HugeBytes + source.PlainBytes, 4 * MiB, 100 * MiB);
        }

        Assert.Equal(0, source.HugeBytes);
        Assert.Equal(0, source.PlainBytes);
        Assert.Equal(0, SlabSourceCases.LiveRegions(backend));
    }

    [Fact]
    public void Allocate_OnLinux_AsksTheKernelForHugePages()
    {
        if (!PlatformSelector.Available.Contains("linux"))
        {
            return;
        }

        FileBackend backend = PlatformSelector.Create("linux");
        var source = new HugePageSlabSource(backend);
        using BlockPool pool = SlabSourceCases.PoolOver(source);
        using BlockLease lease = pool.RentBlock(8 * MiB);
        bool canHave = backend.HugePageObstacle() is null;
        Assert.Equal(canHave ? 8 * MiB : 0, source.HugeBytes);
        Assert.Equal(canHave ? 0 : 8 * MiB, source.PlainBytes);
        Assert.Equal(canHave, source.FallbackReason is null);
        if (canHave)
        {
            using PageRegion region = PageRegion.Allocate(backend, 4 * MiB, 2 * MiB, isGuarded: false);
            Assert.Equal(0, region.Pages % (2 * MiB));
            Assert.True(backend.PreferHugePages(region.Pages, region.PagesLength).IsSuccess);
            Assert.Contains(" hg", FlagsOfTheMappingAt(region.Pages), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Allocate_SystemRefusesHugePages_UsesSmallOnesAndSaysSo()
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.InvalidArgument, "huge-pages") };
        if (!PlatformSelector.Current.HasPages || backend.HugePageObstacle() is not null)
        {
            Assert.NotNull(new HugePageSlabSource().FallbackReason);
            return;
        }

        var source = new HugePageSlabSource(backend);
        using BlockPool pool = SlabSourceCases.PoolOver(source);
        Assert.Null(source.FallbackReason);
        using BlockLease lease = pool.RentBlock(3 * MiB);
        lease.Span.Fill(1);
        Assert.Equal(0, source.HugeBytes);
        Assert.Equal(3 * MiB, source.PlainBytes);
        Assert.Contains("refused huge pages", source.FallbackReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Allocate_HugePagesSwitchedOff_DoesNotAskAndSaysSo()
    {
        var backend = new ScriptedBackend { HugePageObstacleForced = "they are off" };
        var source = new HugePageSlabSource(backend);
        using BlockPool pool = SlabSourceCases.PoolOver(source);
        pool.RentBlock(3 * MiB).Dispose();
        Assert.DoesNotContain(backend.Calls, static call => call.Operation == "huge-pages");
        Assert.NotNull(source.FallbackReason);
    }

    [Fact]
    public void Allocate_BackendWithoutPages_TakesThemFromTheRuntime()
    {
        var source = new HugePageSlabSource(new ScriptedBackend { HasPagesForced = false });
        using BlockPool pool = SlabSourceCases.PoolOver(source);
        SlabSourceCases.UseAllLengths(pool);
        Assert.Equal(0, source.HugeBytes);
        Assert.Contains("no pages", source.FallbackReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Allocate_EachCallFailing_LeavesNothingBehind()
    {
        if (!PlatformSelector.Current.HasPages)
        {
            return;
        }

        foreach ((string operation, bool threw, long left) in SlabSourceCases.FailEachCall(
            static backend => new HugePageSlabSource(backend)))
        {
            Assert.Equal(operation is "reserve-pages" or "open-pages", threw);
            Assert.Equal(0, left);
        }
    }

    private static string FlagsOfTheMappingAt(nint address)
    {
        bool isInside = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string range = line.Split(' ')[0];
            if (!range.Contains(':', StringComparison.Ordinal) && range.Contains('-', StringComparison.Ordinal))
            {
                long[] ends = [.. range.Split('-').Select(static end => long.Parse(end, NumberStyles.HexNumber))];
                isInside = ends[0] <= address && address < ends[1];
            }
            else if (isInside && line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        return "";
    }
}
