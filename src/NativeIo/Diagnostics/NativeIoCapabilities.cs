using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// What this process and the mount of one path can do, each fact with its reason: for logs, for reports of problems,
/// and for programs that choose by it.
/// </summary>
/// <remarks>
/// <para>Everything is tried once, when the object is made, by the calls that the library makes itself. Nothing has to
/// be there: what is missing has a fallback, which <see cref="IoCapabilityFact.Effect"/> names.</para>
/// <para>Scratch files are made in the path's folder and are gone when the object is there. Thread safety:
/// immutable.</para>
/// <example><code>
/// NativeIoCapabilities capabilities = NativeIoCapabilities.Probe("/var/lib/measurements");
/// foreach (IoCapabilityFact fact in capabilities.Facts)
/// {
///     Console.WriteLine(fact);
/// }
/// </code></example>
/// </remarks>
public sealed class NativeIoCapabilities
{
    private NativeIoCapabilities(FileBackend backend, NativePath path, FileFacts target, SystemFacts system)
    {
        Path = path;
        Target = target;
        Backend = backend.Name;
        BackendReason = ExplainBackend(backend.Name);
        BackendsAvailable = PlatformSelector.Available;
        SystemName = RuntimeInformation.OSDescription;
        ProcessArchitecture = RuntimeInformation.ProcessArchitecture.ToString();
        ProcessorCount = Environment.ProcessorCount;
        PageBytes = Environment.SystemPageSize;
        Limits = system.GetLimits();
        HugePageMode = system.GetHugePageMode();
        ReadAheadKib = backend.TryGetDeviceNumbers(target.Identity, out uint major, out uint minor)
            ? system.GetReadAheadKib(major, minor)
            : null;
        using NativeFile? named = OpenNamed(backend, path, target);
        using var probes = new CapabilityProbes(
            backend, target.Kind == FileKind.Directory ? path : FilePlace.FolderOf(path), named);
        Facts = [.. probes.ProbeAll(system)];
        FileSystem = FileSystemOf(backend, path, probes.Readable);
        DirectMemoryAlignment = DirectFactsOf(probes.Readable).DirectMemoryAlignment;
        DirectOffsetAlignment = DirectFactsOf(probes.Readable).DirectOffsetAlignment;
    }

    /// <summary>Gets the backend that this process uses, without trying anything.</summary>
    public static string CurrentBackend => PlatformSelector.Current.Name;

    /// <summary>Gets the path that was probed.</summary>
    public NativePath Path { get; }

    /// <summary>Gets what the system says about the path.</summary>
    public FileFacts Target { get; }

    /// <summary>Gets the backend that runs: "linux", "windows", "posix" or "portable".</summary>
    public string Backend { get; }

    /// <summary>Gets why it is that one.</summary>
    public string BackendReason { get; }

    /// <summary>Gets the backends that there are here, the preferred one first.</summary>
    public IReadOnlyList<string> BackendsAvailable { get; }

    /// <summary>Gets the operating system with its version.</summary>
    public string SystemName { get; }

    /// <summary>Gets what the process is compiled for, as "X64".</summary>
    public string ProcessArchitecture { get; }

    /// <summary>Gets the processors that the process may use.</summary>
    public int ProcessorCount { get; }

    /// <summary>Gets the size of a page of memory in bytes.</summary>
    public int PageBytes { get; }

    /// <summary>Gets when the system uses huge pages: "always", "madvise", "never"; null when not known.</summary>
    public string? HugePageMode { get; }

    /// <summary>Gets what the system allows this process.</summary>
    public IoLimits Limits { get; }

    /// <summary>Gets what the path's file system is, and how much is free on it.</summary>
    public FileSystemFacts FileSystem { get; }

    /// <summary>Gets how far the system reads ahead on the path's device, in KiB; null when it does not say.</summary>
    public int? ReadAheadKib { get; }

    /// <summary>Gets the alignment that memory needs for direct transfers on the mount; 0 when not told.</summary>
    public int DirectMemoryAlignment { get; }

    /// <summary>Gets the alignment that offsets need for direct transfers on the mount; 0 when not told.</summary>
    public int DirectOffsetAlignment { get; }

    /// <summary>Gets a fact for each capability.</summary>
    public IReadOnlyList<IoCapabilityFact> Facts { get; }

    /// <summary>Gets the fact about one capability.</summary>
    /// <param name="capability">Which.</param>
    /// <returns>The fact.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such capability.</exception>
    public IoCapabilityFact this[IoCapability capability] => Facts.FirstOrDefault(fact => fact.Capability == capability)
        ?? throw new ArgumentOutOfRangeException(nameof(capability), capability, "It is no capability.");

    /// <summary>Tries everything; this takes milliseconds.</summary>
    /// <param name="path">A file or folder, whose mount is looked at; nothing for the current folder.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="NativeIoException">The path leads nowhere, or may not be looked at.</exception>
    public static NativeIoCapabilities Probe(NativePath path = default) =>
        Probe(path, PlatformSelector.Current, new SystemFacts());

    internal static NativeIoCapabilities Probe(NativePath path, FileBackend backend, SystemFacts system)
    {
        NativePath target = path.IsEmpty ? "." : path;
        IoResult result = backend.GetFacts(target, followsLinks: true, out FileFacts facts);
        if (!result.IsSuccess)
        {
            IoError.Throw(backend, "look at", target, result.ErrorCode);
        }

        return new NativeIoCapabilities(backend, target, facts, system);
    }

    private static string ExplainBackend(string name)
    {
        string? forced = Environment.GetEnvironmentVariable(PlatformSelector.Variable);
        return string.Equals(forced, name, StringComparison.OrdinalIgnoreCase)
            ? $"{PlatformSelector.Variable} names it"
            : $"the first of those that this system has: {string.Join(", ", PlatformSelector.Available)}";
    }

    /// <summary>Opens the file that was named; null for a folder, a device and what may not be read.</summary>
    private static NativeFile? OpenNamed(FileBackend backend, NativePath path, in FileFacts target)
    {
        if (target.Kind != FileKind.Regular)
        {
            return null;
        }

        try
        {
            return NativeFile.Open(path, new NativeFileOptions { Backend = backend });
        }
        catch (NativeIoException)
        {
            // Then the probes have their scratch file only, as with a folder.
            return null;
        }
    }

    private static FileSystemFacts FileSystemOf(FileBackend backend, NativePath path, NativeFile? readable)
    {
        if (readable is not null)
        {
            return readable.GetFileSystem();
        }

        var request = new FileOpenRequest(path, FileAccess.Read, FileOpenMode.Open, FileOpenFlags.NonBlocking, 0);
        IoResult result = backend.Open(request, out Microsoft.Win32.SafeHandles.SafeFileHandle? handle);
        using (handle)
        {
            return result.IsSuccess && backend.GetFileSystem(handle!, out FileSystemFacts facts).IsSuccess
                ? facts
                : new FileSystemFacts(FileSystemKind.Unknown, "", 0, 0);
        }
    }

    private static FileFacts DirectFactsOf(NativeFile? readable) =>
        readable is not null && readable.Backend.GetFacts(readable.Handle, out FileFacts facts).IsSuccess
            ? facts
            : default;
}
