using System.Linq;
using Native.Fuzz.Models;
using Native.TestKit;
using Storage.Lite;
using Xunit;

namespace Native.Fuzz.Tests.Models;

/// <summary>Each call of the system that each operation of a store of files does, failing in turn.</summary>
[Collection(FuzzPoolCollection.Name)]
public sealed class StoreFaultsTests
{
    public static TheoryData<string, FileLayout> Operations =>
    [
        .. from step in StoreFaults.Steps
           from layout in new[] { FileLayout.Plain, FileLayout.Encoded }
           select (step.Name, layout),
    ];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Operation_EachCallFailsInTurn_IsAnErrorOrDoneAndLeavesNothing(string name, FileLayout layout)
    {
        StoreStep step = StoreFaults.Steps.Single(candidate => candidate.Name == name);
        // What is denied and what there are too many of takes the same ways as a broken device.
        foreach (string fault in StoreFaults.Faults.Keys.Take(LongRun.Rounds(shortRun: 4, longRun: int.MaxValue)))
        {
            Assert.InRange(StoreFaults.Sweep(step, layout, FileDurability.Full, fault), 3, 300);
        }
    }

    [Theory]
    [InlineData("EIO")]
    [InlineData("ENOSPC")]
    [InlineData("EMFILE")]
    public void Workspace_EachCallOfItsMakingFailsInTurn_LeavesNoFolder(string fault) =>
        Assert.InRange(StoreFaults.SweepWorkspace(fault), 5, 60);

    [Theory]
    [InlineData("put new")]
    [InlineData("delete")]
    [InlineData("rename")]
    public void Change_EachCallFailsInTurn_HoldsForEveryDurability(string name)
    {
        StoreStep step = StoreFaults.Steps.Single(candidate => candidate.Name == name);
        foreach (FileDurability durability in new[]
        {
            FileDurability.None, FileDurability.Data, FileDurability.Group,
        })
        {
            Assert.InRange(StoreFaults.Sweep(step, FileLayout.Plain, durability, "EIO"), 3, 300);
            Assert.InRange(StoreFaults.Sweep(step, FileLayout.Encoded, durability, "ENOSPC"), 3, 300);
        }
    }
}
