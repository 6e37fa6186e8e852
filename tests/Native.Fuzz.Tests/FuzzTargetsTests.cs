using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Native.Fuzz.Rig;
using Xunit;

namespace Native.Fuzz.Tests;

/// <summary>
/// Every target, without any tool: its past findings, its seeds, and a few seconds of mutations of them.
/// </summary>
[Collection(FuzzPoolCollection.Name)]
public sealed class FuzzTargetsTests
{
    private const string SeedVariable = "NATIVE_SEED";
    private const int SmokeSecondsMax = 2;
    private const int SmokeExecutionsMax = 200_000;

    public static TheoryData<string> RealTargets => [.. FuzzTargets.Real.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(RealTargets))]
    public void Target_SeedsAndPastFindings_Hold(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name)!;
        IReadOnlyList<string> files = [.. FuzzFolders.Seeds(target), .. FuzzFolders.Regressions(target)];
        Assert.NotEmpty(FuzzFolders.Seeds(target));
        foreach (string file in files)
        {
            Exception? exception = target.TryRun(File.ReadAllBytes(file));
            Assert.True(exception is null, $"{file}: {exception}");
        }
    }

    [Theory]
    [MemberData(nameof(RealTargets))]
    public void Target_EveryCutOfEverySeed_Holds(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name)!;
        foreach (string file in FuzzFolders.Seeds(target))
        {
            byte[] seed = File.ReadAllBytes(file);
            for (int length = 0; length < seed.Length; length++)
            {
                Exception? exception = target.TryRun(seed.AsSpan(0, length));
                Assert.True(exception is null, $"The first {length} bytes of {file}: {exception}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(RealTargets))]
    public void Target_Smoke_Holds(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name)!;
        ulong seed = ulong.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out ulong fixedSeed)
            ? fixedSeed
            : (ulong)Random.Shared.NextInt64();
        TestContext.Current.TestOutputHelper!.WriteLine($"{SeedVariable}={seed}");

        SmokeResult result = Smoke(target, seed);

        Assert.True(
            result.Finding is null,
            $"{SeedVariable}={seed}, execution {result.Finding?.Execution}, "
            + $"input {Convert.ToHexString(result.Finding?.Input ?? [])}: {result.Finding?.Exception}");
        Assert.True(result.Executions > 0);
    }

    [Fact]
    public void Canary_Smoke_IsFound()
    {
        SmokeResult result = Smoke(FuzzTargets.Find("Canary")!, seed: 1);

        Assert.NotNull(result.Finding);
        Assert.StartsWith("FuzzException Removed byte", result.Finding.Signature, StringComparison.Ordinal);
    }

    [Fact]
    public void Canary_SameSeed_IsFoundByTheSameInput()
    {
        SmokeResult first = Smoke(FuzzTargets.Find("Canary")!, seed: 7);
        SmokeResult second = Smoke(FuzzTargets.Find("Canary")!, seed: 7);

        Assert.Equal(first.Finding!.Input, second.Finding!.Input);
        Assert.Equal(first.Finding.Execution, second.Finding.Execution);
    }

    [Fact]
    public void Find_AnyCase_GivesTheTarget()
    {
        Assert.Equal("Canary", FuzzTargets.Find("cANARY")?.Name);
        Assert.Null(FuzzTargets.Find("Nothing"));
    }

    [Fact]
    public void Names_AllTargets_AreUnique()
    {
        string[] names = [.. FuzzTargets.All.Select(target => target.Name)];
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    private static SmokeResult Smoke(FuzzTarget target, ulong seed)
    {
        IReadOnlyList<byte[]> inputs =
            [.. FuzzFolders.Seeds(target).Concat(FuzzFolders.Regressions(target)).Select(File.ReadAllBytes)];
        var runner = new SmokeRunner(target, seed, inputs, FuzzFolders.Dictionary(target));
        return runner.Run(SmokeExecutionsMax, TimeSpan.FromSeconds(SmokeSecondsMax));
    }
}
