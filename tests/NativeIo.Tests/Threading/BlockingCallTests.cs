using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace NativeIo.Tests;

public sealed class BlockingCallTests
{
    [Fact]
    public async Task Result_OfACallThatRuns_IsRefusedAndLeavesItAlone()
    {
        using var gate = new ManualResetEventSlim();
        ValueTask<int> running = BlockingCall<ManualResetEventSlim, int>.Run(
            gate,
            static state =>
            {
                state.Wait();
                return 7;
            },
            CancellationToken.None);
        Assert.Throws<InvalidOperationException>(() => Fetch(running));
        gate.Set();
        Assert.Equal(7, await running);

        // What awaiting does, before there is anything to fetch.
        static int Fetch(ValueTask<int> task) => task.GetAwaiter().GetResult();
    }
}
