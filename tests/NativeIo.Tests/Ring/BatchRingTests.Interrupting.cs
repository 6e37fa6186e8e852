using System;
using System.Threading;
using Native.TestKit;
using Xunit;

namespace NativeIo.Tests;

/// <content>Operations that are interrupted.</content>
public sealed partial class BatchRingTests
{
    [Fact]
    public void TryTake_OperationThatIsRepeated_IsHandedOverAgain()
    {
        var engine = new InterruptingEngine();
        var backend = new ScriptedBackend { MakeEngine = () => engine };
        using NativeFile file = NativeFile.Open(
            _folder.Write("file", "abc"u8), new NativeFileOptions { Backend = backend });
        using var ring = new BatchRing(new BatchRingOptions { Backend = backend });
        Assert.True(ring.TryRead(file, new byte[3], 0, 5));
        ring.Submit();
        RingCompletion done = default;
        for (int polls = 0; polls < 3 && done.Count == 0; polls++)
        {
            _ = ring.TryTake(out done);
        }

        Assert.Equal((5, 3), (done.Tag, done.Count));
        Assert.Equal(0, ring.InFlight);
    }

    [Fact]
    public void Cancel_CallThatIsInterruptedByIt_EndsAsCancelled()
    {
        using var began = new ManualResetEventSlim();
        using var cancelled = new ManualResetEventSlim();
        var backend = new ScriptedBackend
        {
            Always = Fault.Fail(IoErrorKind.Interrupted, "read"),
            OnCall = operation =>
            {
                if (operation == "read")
                {
                    began.Set();
                    cancelled.Wait(TestContext.Current.CancellationToken);
                }
            },
        };
        using NativeFile file = NativeFile.Open(
            _folder.Write("file", "abc"u8), new NativeFileOptions { Backend = backend });
        using var ring = new BatchRing(new BatchRingOptions { Backend = backend });
        Assert.True(ring.TryRead(file, new byte[3], 0, 5));
        ring.Submit();
        began.Wait(TestContext.Current.CancellationToken);
        ring.CancelAll();
        cancelled.Set();
        RingCompletion done = ring.Take();
        Assert.Equal((5, IoErrorKind.Cancelled), (done.Tag, done.Failure));
        Assert.Throws<OperationCanceledException>(done.ThrowIfFailed);
    }

    [Fact]
    public void Operations_InterruptedOrWouldWait_AreRepeated()
    {
        byte[] content = SeededRandom.Create().NextBytes(100);
        var backend = new ScriptedBackend(
            null,
            Fault.Fail(IoErrorKind.Interrupted, "read"),
            Fault.Fail(IoErrorKind.WouldBlock, "read"),
            Fault.Fail(IoErrorKind.Interrupted, "read"));
        var options = new NativeFileOptions { Backend = backend };
        using NativeFile file = NativeFile.Open(_folder.Write("file", content), options);
        using var ring = new BatchRing(new BatchRingOptions { Backend = backend });
        byte[] block = new byte[100];
        Assert.True(ring.TryRead(file, block, 0));
        Assert.Equal(100, ring.Take().Count);
        Assert.Equal(content, block);
        Assert.Equal(0, backend.FaultsLeft);
    }

    [Fact]
    public void Operations_InterruptedForEver_EndAsFailed()
    {
        var backend = new ScriptedBackend { Always = Fault.Fail(IoErrorKind.Interrupted, "read") };
        var options = new NativeFileOptions { Backend = backend };
        using NativeFile file = NativeFile.Open(_folder.Write("file", "abc"u8), options);
        using var ring = new BatchRing(new BatchRingOptions { Backend = backend });
        Assert.True(ring.TryRead(file, new byte[1], 0));
        Assert.Equal(IoErrorKind.Interrupted, ring.Take().Failure);
    }
}
