using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;

namespace Native.Benchmarks;

internal sealed class PerOperationConfig : ManualConfig
{
    /// <summary>Room for the longest scenario and peer.</summary>
    private const int ParameterWidth = 48;

    public PerOperationConfig()
    {
        Add(DefaultConfig.Instance);
        AddColumn(new PerOperationColumn());
        SummaryStyle = SummaryStyle.Default.WithMaxParameterColumnWidth(ParameterWidth);
    }
}
