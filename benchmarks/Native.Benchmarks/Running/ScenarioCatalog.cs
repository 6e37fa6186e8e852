using System;
using System.Collections.Generic;
using System.IO.Enumeration;
using System.Linq;

namespace Native.Benchmarks;

/// <summary>All scenarios, in the order of the report.</summary>
internal static class ScenarioCatalog
{
    public static IReadOnlyList<Scenario> All { get; } = With(
        FileWorkspace.Full,
        static () => S3Service.FromEnvironment()
            ?? throw new InvalidOperationException("There is no S3 server: eng/bench.sh s3 starts one."));

    /// <summary>The same scenarios with files of another workspace, and another S3 server.</summary>
    public static IReadOnlyList<Scenario> With(FileWorkspace files, Func<S3Service> s3) =>
    [
        .. LineScenarios.All(),
        .. RespScenarios.All(),
        .. HttpScenarios.All(),
        .. FindScenarios.All(),
        .. TrickleScenarios.All(),
        .. BufferScenarios.All(),
        .. PoolScenarios.All(),
        .. FileStreamScenarios.All(files),
        .. FileWholeScenarios.All(files),
        .. ManyFileScenarios.All(files),
        .. RandomReadScenarios.All(files),
        .. GatherScenarios.All(files),
        .. CopyScenarios.All(files),
        .. FileGetScenarios.All(files),
        .. FilePutScenarios.All(files),
        .. MemoryScenarios.All(files),
        .. ListScenarios.All(files),
        .. LayerScenarios.All(files),
        .. S3Scenarios.All(files, s3),
    ];

    /// <summary>
    /// A filter is part of a name, or a pattern with * and ?. Long scenarios are left out unless they are asked for.
    /// </summary>
    public static IReadOnlyList<Scenario> Matching(string filter, bool includesLong = false) =>
        [.. All.Where(
            scenario => (includesLong || !scenario.IsLong)
                && FileSystemName.MatchesSimpleExpression($"*{filter}*", scenario.Name, ignoreCase: true))];
}
