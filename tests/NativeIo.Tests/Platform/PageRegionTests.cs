using System;
using System.Threading.Tasks;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class PageRegionTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4096, 4096)]
    [InlineData(5000, 65536)]
    [InlineData(2 * 1024 * 1024, 2 * 1024 * 1024)]
    public void Allocate_LengthAndAlignment_AreKept(int length, int alignment)
    {
        foreach (string backend in PlatformSelector.Available)
        {
            foreach (bool isGuarded in new[] { false, true })
            {
                using PageRegion region = PageRegion.Allocate(
                    PlatformSelector.Create(backend), length, alignment, isGuarded);
                Assert.Equal(length, region.Memory.Length);
                Assert.Equal(-1, region.GetSpan().IndexOfAnyExcept((byte)0));
                region.GetSpan().Fill(1);
                Assert.Equal(0, region.Start % alignment);
                using System.Buffers.MemoryHandle pin = region.Pin(length);
                Assert.Throws<ArgumentOutOfRangeException>(() => region.Pin(length + 1));
                Assert.Throws<ArgumentOutOfRangeException>(() => region.Pin(-1));
            }
        }
    }

    [Fact]
    public void Dispose_Twice_FreesOnceAndUseThrows()
    {
        var backend = new ScriptedBackend();
        PageRegion region = PageRegion.Allocate(backend, 4096, 4096, isGuarded: true);
        ((IDisposable)region).Dispose();
        ((IDisposable)region).Dispose();
        Assert.Equal(0, SlabSourceCases.LiveRegions(backend));
        Assert.Throws<ObjectDisposedException>(() => region.GetSpan().Length);
        Assert.Throws<ObjectDisposedException>(() => region.Pin());
    }

    [Fact]
    public async Task Dispose_SystemRefusesToFree_StaysCounted()
    {
        if (!PlatformSelector.Current.HasPages)
        {
            return;
        }

        // In a process of its own, since this leaves a region behind.
        ChildProcessResult result = await ChildProcess.RunAsync(RefuseToFree);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("live 1, then 1, then 1", result.Output.Trim());
    }

    public static void RefuseToFree()
    {
        var backend = new ScriptedBackend(null, Fault.Fail(IoErrorKind.OutOfMemory, "free-pages"));
        PageRegion region = PageRegion.Allocate(backend, 4096, 4096, isGuarded: false);
        long before = PageRegion.LiveCount;
        ((IDisposable)region).Dispose();
        long between = PageRegion.LiveCount;
        ((IDisposable)region).Dispose();
        Console.WriteLine($"live {before}, then {between}, then {PageRegion.LiveCount}");
    }
}
