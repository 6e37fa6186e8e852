using System;
using System.Runtime.CompilerServices;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

/// <content>Rings that the program lets go of.</content>
public sealed partial class BatchRingTests
{
    [Theory]
    [MemberData(nameof(Engines))]
    public void Ring_ForgottenWithAReadInFlight_StaysUntilItsResultIsTaken(bool usesKernel, bool singleThreaded)
    {
        using NativeFile file = NativeFile.Open(_folder.Write("file", new byte[4096]));
        WeakReference<BatchRing> ring = QueueAndForget(file, usesKernel, singleThreaded);
        CollectAll();
        Assert.True(TakeAndForget(ring), "It was collected while the system could write to its memory.");
        CollectAll();
        Assert.False(ring.TryGetTarget(out _), "It stays though nothing is in flight.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<BatchRing> QueueAndForget(NativeFile file, bool usesKernel, bool singleThreaded)
    {
        BatchRing ring = Make(usesKernel, singleThreaded, depth: 4);
        Assert.True(ring.TryRead(file, new byte[4096], 0));
        ring.Submit();
        return new WeakReference<BatchRing>(ring);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TakeAndForget(WeakReference<BatchRing> forgotten)
    {
        if (!forgotten.TryGetTarget(out BatchRing? ring))
        {
            return false;
        }

        Assert.Equal(4096, ring.Take().Count);
        ring.Dispose();
        return true;
    }

    private static void CollectAll()
    {
        for (int round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
