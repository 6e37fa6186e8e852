using BenchmarkDotNet.Configs;

namespace Native.Benchmarks;

internal sealed class PerOperationConfig : ManualConfig
{
    public PerOperationConfig()
    {
        Add(DefaultConfig.Instance);
        AddColumn(new PerOperationColumn());
    }
}
