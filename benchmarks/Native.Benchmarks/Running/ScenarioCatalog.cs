using System.Collections.Generic;
using System.IO.Enumeration;
using System.Linq;

namespace Native.Benchmarks;

/// <summary>All scenarios, in the order of the report.</summary>
internal static class ScenarioCatalog
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. LineScenarios.All(),
        .. RespScenarios.All(),
        .. HttpScenarios.All(),
        .. FindScenarios.All(),
        .. TrickleScenarios.All(),
        .. BufferScenarios.All(),
        .. PoolScenarios.All(),
    ];

    /// <summary>A filter is part of a name, or a pattern with * and ?.</summary>
    public static IReadOnlyList<Scenario> Matching(string filter) =>
        [.. All.Where(
            scenario => FileSystemName.MatchesSimpleExpression($"*{filter}*", scenario.Name, ignoreCase: true))];
}
