using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace Native.Benchmarks.Tests;

public sealed class ScenarioCatalogTests(ScenarioCatalogTests.SmallWorks works)
    : IClassFixture<ScenarioCatalogTests.SmallWorks>
{
    /// <summary>Enough for buffers to have grown, pools to be filled and code to be compiled.</summary>
    private const int SettlingPasses = 10;
    private const int MeasuredPassesMax = 5;

    public static TheoryData<string, string> EveryPeer()
    {
        var cases = new TheoryData<string, string>();
        foreach (Scenario scenario in ScenarioCatalog.All)
        {
            foreach (Peer peer in scenario.Peers)
            {
                cases.Add(scenario.Name, peer.Name);
            }
        }

        return cases;
    }

    public static TheoryData<string> EveryScenario() => [.. ScenarioCatalog.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(EveryPeer))]
    public void Peer_PassAfterPass_GivesTheExpectedOutcome(string scenarioName, string peerName)
    {
        Scenario scenario = works.Find(scenarioName);
        Outcome expected = scenario.Expected();
        using Workload workload = scenario.Peers.Single(peer => peer.Name == peerName).Create();

        for (int pass = 0; pass < 3; pass++)
        {
            workload.Prepare();
            Assert.Equal(expected, workload.Pass() with { Retained = 0 });
        }
    }

    [Theory]
    [MemberData(nameof(EveryScenario))]
    public void Ours_AtSteadyState_AllocatesNothing(string scenarioName)
    {
        Scenario scenario = works.Find(scenarioName);
        using Workload workload = scenario.Peers.Single(peer => peer.Name == Peer.Ours).Create();
        for (int pass = 0; pass < SettlingPasses; pass++)
        {
            workload.Prepare();
            workload.Pass();
        }

        // What is allocated at steady state is so in every pass; tests beside this one make a cache grow in some.
        long least = long.MaxValue;
        for (int pass = 0; pass < MeasuredPassesMax && least > scenario.GarbageBytesPerPassMax; pass++)
        {
            workload.Prepare();
            long before = GC.GetAllocatedBytesForCurrentThread();
            workload.Pass();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(least, 0, scenario.GarbageBytesPerPassMax);
    }

    [Fact]
    public void Catalog_Names_AreUnique() =>
        Assert.Equal(
            ScenarioCatalog.All.Count,
            ScenarioCatalog.All.Select(scenario => scenario.Name).Distinct().Count());

    [Fact]
    public void Catalog_PartOfAName_FindsTheScenariosThatHoldIt()
    {
        Assert.Equal(4, ScenarioCatalog.Matching("find").Count);
        Assert.Equal(
            ["lines-owned-64-4096"],
            ScenarioCatalog.Matching("owned-64-4*").Select(scenario => scenario.Name));
        Assert.Empty(ScenarioCatalog.Matching("nothing-like-it"));
    }

    /// <summary>The catalog on files of a few MiB and a server of its own, which are gone after the tests.</summary>
    public sealed class SmallWorks : IAsyncLifetime
    {
        private readonly FileWorkspace _workspace =
            new(Directory.CreateTempSubdirectory("native-bench-").FullName, isSmall: true);

        private readonly S3ServerProcess _server = new();
        private readonly IReadOnlyList<Scenario> _scenarios;

        public SmallWorks() => _scenarios = ScenarioCatalog.With(_workspace, FindServer);

        public ValueTask InitializeAsync() => _server.InitializeAsync();

        public async ValueTask DisposeAsync()
        {
            await _server.DisposeAsync();
            Directory.Delete(_workspace.Folder, recursive: true);
            if (Directory.Exists(_workspace.MemoryFolder))
            {
                Directory.Delete(_workspace.MemoryFolder, recursive: true);
            }
        }

        internal Scenario Find(string name) => _scenarios.Single(scenario => scenario.Name == name);

        private S3Service FindServer()
        {
            S3ServerSettings settings = _server.Settings.GetAwaiter().GetResult();
            return new S3Service(settings.Endpoint, settings.Region, settings.AccessKey, settings.SecretKey);
        }
    }
}
