using System;
using System.Collections.Generic;
using System.Threading;
using NativeIo;
using Nio.Output;

namespace Nio.Doctor;

/// <summary>All that <c>nio doctor</c> has to say.</summary>
/// <param name="Capabilities">What was found.</param>
/// <param name="Calibration">What was measured; null when nobody asked.</param>
/// <param name="Strategies">How files will be read.</param>
/// <param name="Warnings">What could be better, and how.</param>
internal sealed record DoctorReport(
    NativeIoCapabilities Capabilities,
    ReadCalibration? Calibration,
    IReadOnlyList<StrategyCase> Strategies,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Below this, scans and servers come to their limit; systems give 1024 at least.</summary>
    private const long OpenFilesLow = 1024;

    /// <summary>What systems give today; pools that lock memory, and rings that register it, need that.</summary>
    private const long LockedBytesLow = 8L * 1024 * 1024;

    private const int FreeShareLow = 20;
    private const long Kibi = 1024;
    private const long Mebi = 1024 * Kibi;
    private const int RandomConcurrency = 32;

    /// <summary>Looks and, if asked, measures.</summary>
    /// <exception cref="NativeIoException">The path leads nowhere, or its folder cannot be measured.</exception>
    /// <exception cref="OperationCanceledException">The user stopped it; no scratch file is left.</exception>
    internal static DoctorReport Create(DoctorRequest request, CancellationToken cancellation)
    {
        NativeIoCapabilities capabilities = NativeIoCapabilities.Probe(request.Path);
        ReadCalibration? calibration = null;
        if (request.Calibrate)
        {
            bool isFolder = capabilities.Target.Kind == FileKind.Directory;
            string? folder = isFolder ? request.Path : System.IO.Path.GetDirectoryName(request.Path);
            calibration = Calibrate(string.IsNullOrEmpty(folder) ? "." : folder, cancellation);
        }

        cancellation.ThrowIfCancellationRequested();
        return new DoctorReport(capabilities, calibration, Choose(capabilities, calibration), Warn(capabilities));
    }

    private static ReadCalibration Calibrate(string folder, CancellationToken cancellation)
    {
        using FileReader reader = new();
        using CancellationTokenRegistration ending = cancellation.Register(reader.Dispose);
        try
        {
            return reader.Calibrate(folder);
        }
        catch (ObjectDisposedException exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("Measuring was stopped.", exception, cancellation);
        }
    }

    private static StrategyCase[] Choose(NativeIoCapabilities capabilities, ReadCalibration? calibration)
    {
        ReadOptions options = ReadOptions.Balanced with { Calibration = calibration };
        ReadFacts here = new()
        {
            Kind = FileKind.Regular,
            FileSystem = capabilities.FileSystem.Kind,
            HasDirect = capabilities.DirectOffsetAlignment > 0,
            Concurrency = 1,
        };
        ReadFacts small = here with { Length = 4 * Kibi, Delivery = ReadDelivery.Whole };
        ReadFacts medium = here with { Length = 16 * Mebi, Delivery = ReadDelivery.Stream };
        ReadFacts large = medium with { Length = 1024 * Mebi };
        ReadFacts random = large with { Delivery = ReadDelivery.Random, Concurrency = RandomConcurrency };
        return
        [
            Case("small, 4 KiB, whole", small, options),
            Case("medium, 16 MiB, in order", medium, options),
            Case("large, 1 GiB, in order", large, options),
            Case(
                "large, leaving no trace in the cache",
                large with { CachePolicy = PageCachePolicy.DoNotPollute },
                options),
            Case("random reads, 32 at a time", random, options),
            Case(
                "random reads, around the cache",
                random with { CachePolicy = PageCachePolicy.DoNotPollute },
                options),
            Case("random reads, nobody changes the file", random with { IsImmutable = true }, options),
        ];
    }

    private static StrategyCase Case(string name, ReadFacts facts, ReadOptions options) =>
        new(name, facts, StrategySelector.Select(facts, options));

    private static List<string> Warn(NativeIoCapabilities capabilities)
    {
        List<string> warnings = [];
        IoLimits limits = capabilities.Limits;
        if (limits.OpenFiles < OpenFilesLow)
        {
            warnings.Add(
                $"Only {limits.OpenFiles} files can be open at once, and scans wait for each other's. Raise the limit "
                + $"with 'ulimit -n {OpenFilesLow}' or more{HardLimit(limits.OpenFilesHard)}.");
        }

        if (limits.LockedBytes < LockedBytesLow)
        {
            warnings.Add(
                $"Only {Quantity.Bytes(limits.LockedBytes.Value)} of memory can be locked, and pools that lock more, "
                + "and rings that register it, go on without. Raise the limit with 'ulimit -l 8192' or more.");
        }

        if (limits.FileBytes is { } longest and < long.MaxValue)
        {
            warnings.Add(
                $"Files cannot get longer than {Quantity.Bytes(longest)}. Lift the limit with 'ulimit -f unlimited'.");
        }

        FileSystemFacts fileSystem = capabilities.FileSystem;
        if (fileSystem.TotalBytes > 0 && fileSystem.FreeBytes < fileSystem.TotalBytes / FreeShareLow)
        {
            warnings.Add(
                $"Only {Quantity.Bytes(fileSystem.FreeBytes)} are free on this file system. "
                + "Make room before copying to it.");
        }

        if (capabilities.ReadAheadKib == 0)
        {
            warnings.Add(
                "The system does not read ahead on this device, which makes reading in order slow. "
                + "Set read_ahead_kb of the device to 128 or more.");
        }

        if (capabilities.Backend != capabilities.BackendsAvailable[0])
        {
            warnings.Add(
                $"The backend '{capabilities.Backend}' was forced and is slower than "
                + $"'{capabilities.BackendsAvailable[0]}'. Unset NATIVEIO_BACKEND unless you want that.");
        }

        return warnings;
    }

    private static string HardLimit(long? hard) => hard is { } most and < OpenFilesLow
        ? $"; as it is, {most} is the most, which an administrator can raise"
        : string.Empty;
}
