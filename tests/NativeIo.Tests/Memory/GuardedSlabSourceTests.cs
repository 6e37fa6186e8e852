using System;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class GuardedSlabSourceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(300_001)]
    public void Guarded_Rent_IsZeroedAndEndsAtAPage(int length)
    {
        if (!PlatformSelector.Current.HasPages)
        {
            Assert.False(new GuardedSlabSource().SupportsGuard);
            return;
        }

        var backend = new ScriptedBackend();
        var source = new GuardedSlabSource(backend);
        using (BlockPool pool = SlabSourceCases.PoolOver(source, BlockPoolMode.Guarded))
        {
            using (BlockLease lease = pool.RentBlock(length))
            {
                Assert.Equal(length, lease.Length);
                Assert.Equal(-1, lease.Span.IndexOfAnyExcept((byte)0));
                lease.Span.Fill(1);
            }

            Assert.Equal(1, source.SealedBlocks);
            Assert.Equal(0, source.SealFailures);
            using PageRegion region = PageRegion.AllocateToTheEnd(PlatformSelector.Current, length);
            Assert.Equal(0, (region.Pages + region.PagesLength) % Environment.SystemPageSize);
            Assert.Equal(length, region.Memory.Length);
        }

        Assert.Equal(0, SlabSourceCases.LiveRegions(backend));
    }

    [Fact]
    public void Guarded_BackendWithoutPages_IsRefusedAndSaysWhatToDo()
    {
        var source = new GuardedSlabSource(new ScriptedBackend { HasPagesForced = false });
        Assert.False(source.SupportsGuard);
        NotSupportedException error = Assert.Throws<NotSupportedException>(
            () => SlabSourceCases.PoolOver(source, BlockPoolMode.Guarded));
        Assert.Contains("BlockPoolMode.Checked", error.Message, StringComparison.Ordinal);
        using BlockPool pool = SlabSourceCases.PoolOver(source);
        SlabSourceCases.UseAllLengths(pool);
    }

    [Fact]
    public void Guarded_SealFails_IsCountedAndTheBlockGivenBack()
    {
        if (!PlatformSelector.Current.HasPages)
        {
            return;
        }

        var backend = new ScriptedBackend(null, Fault.Fail(IoErrorKind.OutOfMemory, "seal-pages"));
        var source = new GuardedSlabSource(backend);
        using (BlockPool pool = SlabSourceCases.PoolOver(source, BlockPoolMode.Guarded))
        {
            pool.RentBlock(100).Dispose();
            pool.RentBlock(100).Dispose();
            Assert.Equal(0, pool.GetStatistics().RentedBlocks);
        }

        Assert.Equal(1, source.SealFailures);
        Assert.Equal(1, source.SealedBlocks);
        Assert.Equal(0, SlabSourceCases.LiveRegions(backend));
    }

    [Fact]
    public void Guarded_EachCallFailing_LeavesNothingBehind()
    {
        if (!PlatformSelector.Current.HasPages)
        {
            return;
        }

        foreach ((string operation, bool threw, long left) in SlabSourceCases.FailEachCall(
            static backend => new GuardedSlabSource(backend), BlockPoolMode.Guarded))
        {
            Assert.Equal(operation is "reserve-pages" or "open-pages", threw);
            Assert.Equal(0, left);
        }
    }

    [Fact]
    public void Guarded_NoMemory_SaysHowMuchAndWhatToDo()
    {
        if (!PlatformSelector.Current.HasPages)
        {
            return;
        }

        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.OutOfMemory, "reserve-pages") };
        using BlockPool pool = SlabSourceCases.PoolOver(new GuardedSlabSource(backend), BlockPoolMode.Guarded);
        OutOfMemoryException error = Assert.ThrowsAny<OutOfMemoryException>(() => pool.RentBlock(5000).Dispose());
        Assert.Contains("16384 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("vm.max_map_count", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Overrun))]
    [InlineData(nameof(Underrun))]
    [InlineData(nameof(UseAfterRelease))]
    public async Task Guarded_Misuse_EndsTheProcessAtOnce(string misuse)
    {
        if (!PlatformSelector.Current.HasPages)
        {
            return;
        }

        ChildProcessResult result = await ChildProcess.RunAsync(misuse switch
        {
            nameof(Overrun) => Overrun,
            nameof(Underrun) => Underrun,
            _ => UseAfterRelease,
        });
        Assert.Contains("before", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("after", result.Output, StringComparison.Ordinal);
        Assert.True(result.Crashed, $"The process ended with {result.ExitCode}: {result.Error}");
    }

    public static void Overrun()
    {
        using BlockPool pool = SlabSourceCases.PoolOver(new GuardedSlabSource(), BlockPoolMode.Guarded);
        using BlockLease lease = pool.RentBlock(100);
        Span<byte> tooLong = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(lease.Span), 101);
        tooLong[99] = 1;
        Say("before");
        tooLong[100] = 1;
        Say("after");
    }

    public static void Underrun()
    {
        using BlockPool pool = SlabSourceCases.PoolOver(new GuardedSlabSource(), BlockPoolMode.Guarded);
        using BlockLease lease = pool.RentBlock(Environment.SystemPageSize);
        ref byte first = ref MemoryMarshal.GetReference(lease.Span);
        first = 1;
        Say("before");
        System.Runtime.CompilerServices.Unsafe.Subtract(ref first, 1) = 1;
        Say("after");
    }

    public static void UseAfterRelease()
    {
        using BlockPool pool = SlabSourceCases.PoolOver(new GuardedSlabSource(), BlockPoolMode.Guarded);
        Span<byte> kept;
        using (BlockLease lease = pool.RentBlock(4096))
        {
            kept = lease.Span;
            kept[0] = 1;
        }

        Say("before");
        kept[0] = 2;
        Say("after");
    }

    private static void Say(string word)
    {
        Console.WriteLine(word);
        Console.Out.Flush();
    }
}
