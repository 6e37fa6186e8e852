using System.Linq;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Native.Benchmarks;

/// <summary>
/// A pass holds a different number of operations in each scenario, so BenchmarkDotNet's own mean is per pass; this
/// column divides it.
/// </summary>
internal sealed class PerOperationColumn : IColumn
{
    public string Id => nameof(PerOperationColumn);

    public string ColumnName => "ns/op";

    public string Legend => "Mean of one operation of the scenario, in nanoseconds";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        double? mean = summary[benchmarkCase]?.ResultStatistics?.Mean;
        string name = ((string)benchmarkCase.Parameters[nameof(ScenarioBenchmarks.Case)]).Split(' ')[0];
        Scenario scenario = ScenarioCatalog.All.First(candidate => candidate.Name == name);
        return mean is null ? "NA" : MarkdownReport.Number(mean.Value / scenario.Expected().Ops);
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        GetValue(summary, benchmarkCase);
}
