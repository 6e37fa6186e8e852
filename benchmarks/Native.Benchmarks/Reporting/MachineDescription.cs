using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Native.Benchmarks;

/// <summary>What a published number must name: processor, kernel, runtime.</summary>
internal sealed record MachineDescription(string Processor, string Kernel, string Runtime)
{
    public static MachineDescription Current { get; } = new(
        $"{ProcessorName()}, {Environment.ProcessorCount} logical processors, {WidestVector()}",
        $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})",
        RuntimeInformation.FrameworkDescription + ", tiered compilation and dynamic PGO as shipped, "
            + (System.Runtime.GCSettings.IsServerGC ? "server" : "workstation") + " GC");

    private static string ProcessorName()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':') + 1)..].Trim();
    }

    private static string WidestVector() => (Vector512.IsHardwareAccelerated, Vector256.IsHardwareAccelerated) switch
    {
        (true, _) => "512-bit vectors",
        (_, true) => "256-bit vectors",
        _ => "128-bit vectors",
    };
}
