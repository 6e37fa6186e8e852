using System.IO;
using System.Linq;
using NativeIo;
using Nio.Doctor;

namespace Nio.Output;

/// <summary>The report of <c>nio doctor</c> for a person; the same on a terminal and elsewhere.</summary>
internal static class DoctorText
{
    private const int NameWidth = 13;
    private const int CapabilityWidth = 17;
    private const int UseWidth = 39;
    private const int StrategyWidth = 10;

    internal static void Write(DoctorReport report, TextWriter writer)
    {
        WriteMachine(report.Capabilities, writer);
        WriteMount(report.Capabilities, writer);
        WriteCalibration(report.Calibration, writer);
        WriteCapabilities(report.Capabilities, writer);
        writer.WriteLine();
        writer.WriteLine("how files will be read");
        foreach (StrategyCase strategy in report.Strategies)
        {
            string name = strategy.Decision.Strategy.ToString();
            writer.WriteLine(
                $"  {strategy.Name,-UseWidth}{name,-StrategyWidth}{strategy.Decision.Reason}");
        }

        writer.WriteLine();
        writer.WriteLine(report.Warnings.Count == 0 ? "no warnings" : "warnings");
        foreach (string warning in report.Warnings)
        {
            writer.WriteLine($"  {warning}");
        }
    }

    private static void WriteMachine(NativeIoCapabilities found, TextWriter writer)
    {
        Row(writer, "system", $"{found.SystemName}, {found.ProcessArchitecture}");
        Row(
            writer,
            "processors",
            $"{Quantity.Count(found.ProcessorCount)}; pages of {Quantity.Bytes(found.PageBytes)}, huge ones: "
            + (found.HugePageMode ?? "not known"));
        Row(writer, "backend", $"{found.Backend}: {found.BackendReason}");
        IoLimits limits = found.Limits;
        Row(
            writer,
            "limits",
            $"open files {Quantity.Limit(limits.OpenFiles, Quantity.Count)}"
            + $" (can be raised to {Quantity.Limit(limits.OpenFilesHard, Quantity.Count)})"
            + $", locked memory {Quantity.Limit(limits.LockedBytes, static bytes => Quantity.Bytes(bytes))}"
            + $", file size {Quantity.Limit(limits.FileBytes, static bytes => Quantity.Bytes(bytes))}");
    }

    private static void WriteMount(NativeIoCapabilities found, TextWriter writer)
    {
        FileSystemFacts fileSystem = found.FileSystem;
        string name = fileSystem.Name.Length == 0 ? "a file system that is not known" : fileSystem.Name;
        Row(writer, "path", DisplayText.Escape(found.Path.ToString()));
        Row(
            writer,
            "mount",
            $"{name} ({fileSystem.Kind}), {Quantity.Bytes(fileSystem.FreeBytes)} of "
            + $"{Quantity.Bytes(fileSystem.TotalBytes)} free");
        string readAhead = found.ReadAheadKib is { } kib ? $"{Quantity.Count(kib)} KiB by the system" : "not known";
        Row(writer, "read-ahead", readAhead);
    }

    private static void WriteCalibration(ReadCalibration? measured, TextWriter writer)
    {
        if (measured is null)
        {
            return;
        }

        Row(
            writer,
            "measured",
            $"{measured.SmallFileNanoseconds / 1000:0.0} us for a file of 4 KiB; "
            + $"cached {Rate(measured.BufferedCachedBytesPerSecond)}, "
            + $"mapped {Rate(measured.MappedCachedBytesPerSecond)}, "
            + $"uncached {Rate(measured.BufferedColdBytesPerSecond)}, "
            + $"direct {Rate(measured.DirectColdBytesPerSecond)}");
    }

    private static void WriteCapabilities(NativeIoCapabilities found, TextWriter writer)
    {
        writer.WriteLine();
        writer.WriteLine("what the system can do");
        foreach (IoCapabilityFact fact in found.Facts.OrderBy(static fact => fact.Capability))
        {
            string mark = fact.IsAvailable switch
            {
                true => "yes",
                false => "no",
                null => "?",
            };
            writer.WriteLine($"  {mark,-5}{fact.Name,-CapabilityWidth}{DisplayText.Escape(fact.Reason)}");
            writer.WriteLine($"       {string.Empty,-CapabilityWidth}so {fact.Effect}");
        }
    }

    private static void Row(TextWriter writer, string name, string text) =>
        writer.WriteLine($"{name,-NameWidth}{text}");

    private static string Rate(double bytesPerSecond) =>
        bytesPerSecond > 0 ? $"{Quantity.Bytes(bytesPerSecond)}/s" : "not measured";
}
