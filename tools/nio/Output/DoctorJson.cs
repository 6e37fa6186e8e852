using System.IO;
using System.Text.Json;
using NativeIo;
using Nio.Doctor;

namespace Nio.Output;

/// <summary>The report of <c>nio doctor</c> as one JSON document.</summary>
internal static class DoctorJson
{
    internal static void Write(DoctorReport report, Stream stream, bool isIndented)
    {
        using (Utf8JsonWriter json = JsonDocuments.CreateWriter(stream, isIndented))
        {
            json.WriteStartObject();
            WriteMachine(json, report.Capabilities);
            WriteMount(json, report.Capabilities);
            WriteCapabilities(json, report.Capabilities);
            WriteStrategies(json, report);
            WriteCalibration(json, report.Calibration);
            json.WriteStartArray("warnings"u8);
            foreach (string warning in report.Warnings)
            {
                json.WriteStringValue(warning);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteMachine(Utf8JsonWriter json, NativeIoCapabilities found)
    {
        json.WriteString("system"u8, found.SystemName);
        json.WriteString("architecture"u8, found.ProcessArchitecture);
        json.WriteNumber("processors"u8, found.ProcessorCount);
        json.WriteNumber("pageBytes"u8, found.PageBytes);
        json.WriteString("hugePageMode"u8, found.HugePageMode);
        json.WriteStartObject("backend"u8);
        json.WriteString("name"u8, found.Backend);
        json.WriteString("reason"u8, found.BackendReason);
        json.WriteEndObject();
        json.WriteStartObject("limits"u8);
        WriteLimit(json, "openFiles", found.Limits.OpenFiles);
        WriteLimit(json, "openFilesHard", found.Limits.OpenFilesHard);
        WriteLimit(json, "lockedBytes", found.Limits.LockedBytes);
        WriteLimit(json, "fileBytes", found.Limits.FileBytes);
        WriteLimit(json, "addressBytes", found.Limits.AddressBytes);
        json.WriteEndObject();
    }

    private static void WriteMount(Utf8JsonWriter json, NativeIoCapabilities found)
    {
        json.WriteString("path"u8, found.Path.ToString());
        json.WriteStartObject("mount"u8);
        json.WriteString("fileSystem"u8, found.FileSystem.Name);
        json.WriteString("kind"u8, found.FileSystem.Kind.ToString());
        json.WriteNumber("freeBytes"u8, found.FileSystem.FreeBytes);
        json.WriteNumber("totalBytes"u8, found.FileSystem.TotalBytes);
        WriteNumber(json, "readAheadKib", found.ReadAheadKib);
        json.WriteNumber("directMemoryAlignment"u8, found.DirectMemoryAlignment);
        json.WriteNumber("directOffsetAlignment"u8, found.DirectOffsetAlignment);
        json.WriteEndObject();
    }

    private static void WriteCapabilities(Utf8JsonWriter json, NativeIoCapabilities found)
    {
        json.WriteStartArray("capabilities"u8);
        foreach (IoCapabilityFact fact in found.Facts)
        {
            json.WriteStartObject();
            json.WriteString("capability"u8, fact.Capability.ToString());
            json.WriteString("name"u8, fact.Name);
            if (fact.IsAvailable is { } isAvailable)
            {
                json.WriteBoolean("available"u8, isAvailable);
            }
            else
            {
                json.WriteNull("available"u8);
            }

            json.WriteString("reason"u8, fact.Reason);
            json.WriteString("effect"u8, fact.Effect);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStrategies(Utf8JsonWriter json, DoctorReport report)
    {
        json.WriteStartArray("strategies"u8);
        foreach (StrategyCase strategy in report.Strategies)
        {
            json.WriteStartObject();
            json.WriteString("use"u8, strategy.Name);
            json.WriteNumber("length"u8, strategy.Facts.Length);
            json.WriteString("strategy"u8, strategy.Decision.Strategy.ToString());
            json.WriteString("reason"u8, strategy.Decision.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCalibration(Utf8JsonWriter json, ReadCalibration? measured)
    {
        if (measured is null)
        {
            json.WriteNull("calibration"u8);
            return;
        }

        json.WriteStartObject("calibration"u8);
        json.WriteString("measuredAt"u8, measured.MeasuredAt);
        json.WriteNumber("fileLength"u8, measured.FileLength);
        json.WriteNumber("smallFileNanoseconds"u8, measured.SmallFileNanoseconds);
        json.WriteNumber("bufferedCachedBytesPerSecond"u8, measured.BufferedCachedBytesPerSecond);
        json.WriteNumber("mappedCachedBytesPerSecond"u8, measured.MappedCachedBytesPerSecond);
        json.WriteNumber("bufferedColdBytesPerSecond"u8, measured.BufferedColdBytesPerSecond);
        json.WriteNumber("directColdBytesPerSecond"u8, measured.DirectColdBytesPerSecond);
        json.WriteEndObject();
    }

    /// <summary>No limit is -1, one that is not known null.</summary>
    private static void WriteLimit(Utf8JsonWriter json, string name, long? value) =>
        WriteNumber(json, name, value == long.MaxValue ? -1 : value);

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
