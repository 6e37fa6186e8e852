using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Native.TestKit;
using Storage.Lite.Testing.Tests.Conformance;
using Xunit;

namespace Storage.Lite.Testing.Tests.Histories;

public sealed class RegisterWorkloadTests
{
    [Fact]
    public async Task Run_OverMemory_IsLinearizable()
    {
        for (int seed = 0; seed < LongRun.Rounds(shortRun: 10, longRun: 500); seed++)
        {
            await using var storage = new MemoryStorage();
            var workload = new RegisterWorkload { OperationsPerThread = 300, Seed = seed };

            RegisterHistory history = await workload.RunAsync(storage, TestContext.Current.CancellationToken);

            Assert.Null(history.FindViolation());
            Assert.Equal(3, history.Registers.Count);
            Assert.True(history.Registers.Sum(register => history.Operations(register).Count) >= 4 * 300);
        }
    }

    [Theory]
    [InlineData(Defect.DeletesBeforePut)]
    [InlineData(Defect.AnswersBeforeItIsDone)]
    public async Task Run_OverABrokenStore_IsNotLinearizable(Defect defect)
    {
        await using var storage = new BrokenStorage(defect);

        RegisterHistory history = await new RegisterWorkload().RunAsync(storage, TestContext.Current.CancellationToken);

        Assert.Contains("No order explains the history", history.FindViolation());
    }

    [Fact]
    public async Task Run_OverAStoreThatFailsSometimes_StaysExplained()
    {
        var error = new StorageException(StorageOperation.Put, "key", "faulty", "it was lost");
        await using var storage = new FaultyStorage(new MemoryStorage());
        for (int index = 0; index < 20; index++)
        {
            storage.Add(new Fault(FaultPoint.Put)
            {
                First = 1 + (index * 7),
                Error = error,
                IsAfterwards = index % 2 == 0
            });
            storage.Add(new Fault(FaultPoint.Delete)
            {
                First = 1 + (index * 5),
                Error = error,
                IsAfterwards = index % 2 == 0
            });
        }

        RegisterHistory history = await new RegisterWorkload { OperationsPerThread = 60 }.RunAsync(
            storage, TestContext.Current.CancellationToken);

        Assert.Null(history.FindViolation());
        IEnumerable<RegisterOperation> all = history.Registers.SelectMany(history.Operations);
        Assert.Contains(all, static operation => operation.ReturnedAt == RegisterOperation.Never);
    }

    [Fact]
    public async Task Run_OverAStoreWithoutConditions_UsesNone()
    {
        await using var storage = new CapabilityOverride(new MemoryStorage(), static _ => new StorageCapabilities());

        RegisterHistory history = await new RegisterWorkload { Keys = 1 }.RunAsync(
            storage, TestContext.Current.CancellationToken);

        Assert.Null(history.FindViolation());
        Assert.DoesNotContain(
            history.Operations("register/0"),
            static operation => operation.Kind == RegisterOperationKind.CompareAndSwap);
        Assert.Empty(history.Operations("none"));
    }

    [Fact]
    public async Task Run_ByTwoRunsOfOneClock_MakesHistoriesThatCanBePutTogether()
    {
        await using var storage = new MemoryStorage();
        var workload = new RegisterWorkload { Threads = 2, OperationsPerThread = 100, Clock = TimeProvider.System };
        var together = new RegisterHistory();
        long before = TimeProvider.System.GetTimestamp();

        RegisterHistory[] histories = await Task.WhenAll(
            workload.RunAsync(storage, TestContext.Current.CancellationToken),
            (workload with { Process = 1 }).RunAsync(storage, TestContext.Current.CancellationToken));

        long after = TimeProvider.System.GetTimestamp();
        foreach (RegisterHistory history in histories)
        {
            foreach (string register in history.Registers)
            {
                foreach (RegisterOperation operation in history.Operations(register))
                {
                    Assert.InRange(operation.InvokedAt, before, after);
                    together.Add(register, operation);
                }
            }
        }

        RegisterOperation[] all = [.. together.Registers.SelectMany(together.Operations)];
        Assert.Null(together.FindViolation());
        Assert.Equal([0, 1, 2, 3], all.Select(static operation => operation.Process).Distinct().Order());
        long[] written = [.. all
            .Where(static operation => operation.Kind == RegisterOperationKind.Write)
            .Select(static operation => operation.Value)
            .Where(static value => value != RegisterOperation.Absent)];
        Assert.Equal(written.Length, written.Distinct().Count());
    }
}
