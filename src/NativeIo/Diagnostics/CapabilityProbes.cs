using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Tries what a backend can do, on scratch files in one folder that are gone afterwards.
/// </summary>
/// <remarks>
/// A probe makes the call that the library will make, since versions and names of file systems say little about what a
/// sandbox or a mount allows. Where there is no scratch file, because the folder may not be written to, reading is
/// tried on the file that was named, and what needs writing is not known. Thread safety: none.
/// </remarks>
internal sealed class CapabilityProbes : IDisposable
{
    /// <summary>A block of every file system: what is written, copied and mapped.</summary>
    private const int ProbeLength = 4096;

    private readonly FileBackend _backend;
    private readonly NativePath _folder;
    private readonly NativeFile? _named;
    private readonly TemporaryFile? _scratch;
    private readonly string _noScratch = "";

    /// <summary>Makes scratch files. Ownership: borrows the file.</summary>
    /// <param name="backend">What is tried.</param>
    /// <param name="folder">Where.</param>
    /// <param name="named">The file that the user named, open for reading; null for a folder.</param>
    internal CapabilityProbes(FileBackend backend, NativePath folder, NativeFile? named)
    {
        _backend = backend;
        _folder = folder;
        _named = named;
        try
        {
            _scratch = NewScratch();
        }
        catch (NativeIoException exception)
        {
            _noScratch = $"not known, since nothing can be written to '{folder}' "
                + $"({Said(backend, exception.ErrorCode, exception.Kind)})";
        }
    }

    /// <summary>Gets a file on the mount that can be read; null when there is none.</summary>
    internal NativeFile? Readable => _scratch?.File ?? _named;

    public void Dispose() => _scratch?.Dispose();

    internal IEnumerable<IoCapabilityFact> ProbeAll(SystemFacts system) =>
        IoCapabilityWords.All.Select(words => Probe(words, system));

    private IoCapabilityFact Probe(IoCapabilityWords words, SystemFacts system)
    {
        (bool? isAvailable, string reason) = words.Capability switch
        {
            IoCapability.KernelRing => ProbeRing(system),
            IoCapability.DirectTransfers => ProbeDirect(),
            IoCapability.CachedReads => ProbeRead(_backend.ReadCached),
            IoCapability.UncachedReads => ProbeRead(_backend.ReadUncached),
            IoCapability.RangeCopies => ProbeCopy(_backend.CopyRange),
            IoCapability.SharedCopies => ProbeCopy(_backend.CloneRange),
            IoCapability.ContainedPaths => ProbeContainment(),
            IoCapability.NamelessFiles => ProbeNameless(),
            IoCapability.CheckedMappings => ProbeMapping(),
            _ => ProbeHugePages(system),
        };
        return new IoCapabilityFact(
            words.Capability, words.Name, isAvailable, reason, isAvailable == true ? words.Present : words.Absent);
    }

    private (bool? IsAvailable, string Reason) ProbeRing(SystemFacts system)
    {
        IoResult result = _backend.CreateEngine(
            new BatchEngineRequest(QueueDepth: 8, IsSingleThreaded: true), out BatchEngine? engine, out string reason);
        using (engine)
        {
            return result.IsSuccess
                ? (true, "a ring was made, with reads, writes and cancelling")
                : (false, system.GetRingObstacle() is { } obstacle ? $"{reason}; {obstacle}" : reason);
        }
    }

    private (bool? IsAvailable, string Reason) ProbeDirect()
    {
        if (Readable is { } file
            && _backend.GetFacts(file.Handle, out FileFacts facts).IsSuccess
            && facts.DirectOffsetAlignment > 0)
        {
            return (
                true,
                $"memory aligned to {facts.DirectMemoryAlignment} bytes, offsets to {facts.DirectOffsetAlignment}");
        }

        // The system does not say; whether such a file can be opened does.
        var request = new FileOpenRequest(
            _named?.Path ?? _folder,
            _named is null ? FileAccess.ReadWrite : FileAccess.Read,
            FileOpenMode.Open,
            FileOpenFlags.Direct | (_named is null ? FileOpenFlags.Temporary : FileOpenFlags.None),
            PermissionBits: 0b110_000_000);
        IoResult result = _backend.Open(request, out SafeFileHandle? handle);
        using (handle)
        {
            return result.IsSuccess
                ? (true, $"opened; the alignment is not told, {DirectFileOptions.SafeAlignment} bytes are used")
                : Refused(result);
        }
    }

    private (bool? IsAvailable, string Reason) ProbeRead(ReadCall read)
    {
        if (Readable is not { } file)
        {
            return (null, _noScratch);
        }

        byte[] bytes = new byte[16];
        IoResult result = read(file.Handle, bytes, 0);

        // That the bytes are not cached is an answer of the call, too.
        return result.IsSuccess || _backend.Classify(result.ErrorCode) == IoErrorKind.WouldBlock
            ? (true, "the mount takes it")
            : Refused(result);
    }

    private (bool? IsAvailable, string Reason) ProbeCopy(CopyCall copy)
    {
        if (_scratch is null)
        {
            return (null, _noScratch);
        }

        using TemporaryFile target = NewScratch();
        IoResult result = copy(_scratch.File.Handle, 0, target.File.Handle, 0, ProbeLength);
        return result.IsSuccess ? (true, "a block was copied") : Refused(result);
    }

    private (bool? IsAvailable, string Reason) ProbeContainment()
    {
        var folder = new FileOpenRequest(_folder, FileAccess.Read, FileOpenMode.Open, FileOpenFlags.Directory, 0);
        IoResult result = _backend.Open(folder, out SafeFileHandle? outer);
        using (outer)
        {
            if (!result.IsSuccess)
            {
                return Refused(result);
            }

            result = _backend.OpenBeneath(
                outer!, folder with { Path = "." }, RelativeOpen.PathOnly, out SafeFileHandle? inner);
            using (inner)
            {
                return result.IsSuccess ? (true, "the kernel has it") : Refused(result);
            }
        }
    }

    private (bool? IsAvailable, string Reason) ProbeNameless() => _scratch switch
    {
        null => (null, _noScratch),
        { Name.IsEmpty: true } => (true, "the file system has them"),
        _ => (false, "the file system has none"),
    };

    private (bool? IsAvailable, string Reason) ProbeMapping()
    {
        if (!_backend.HasMaps)
        {
            return (false, $"the backend '{_backend.Name}' has no such call");
        }

        if (_scratch is null)
        {
            return (null, _noScratch);
        }

        IoResult map = _backend.Map(_scratch.File.Handle, new MapRequest(MapAccess.Read, 0, ProbeLength));
        if (!map.IsSuccess)
        {
            return Refused(map);
        }

        try
        {
            byte[] copy = new byte[ProbeLength];
            IoResult result = _backend.CopyFromMap((nint)map.Value, copy);
            return result.IsSuccess && result.Value == ProbeLength
                ? (true, "a mapped page was copied")
                : Refused(result);
        }
        finally
        {
            _ = _backend.Unmap((nint)map.Value, ProbeLength);
        }
    }

    private (bool? IsAvailable, string Reason) ProbeHugePages(SystemFacts system)
    {
        string? obstacle = _backend.HasPages
            ? _backend.HugePageObstacle()
            : $"the backend '{_backend.Name}' has no pages";
        return obstacle is null
            ? (true, $"the system's mode is {system.GetHugePageMode() ?? "not known"}")
            : (false, obstacle);
    }

    /// <summary>Makes a file of one block. Ownership: the caller disposes it.</summary>
    private TemporaryFile NewScratch()
    {
        TemporaryFile scratch = TemporaryFile.Create(_backend, _folder, permissionBits: 0b110_000_000);
        try
        {
            scratch.File.Write(new byte[ProbeLength], 0);
            Debug.Assert(scratch.File.Length == ProbeLength, "A block was written.");
            return scratch;
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    private (bool? IsAvailable, string Reason) Refused(IoResult result) =>
        (false, Said(_backend, result.ErrorCode, _backend.Classify(result.ErrorCode)));

    private static string Said(FileBackend backend, int errorCode, IoErrorKind kind)
    {
        string who = kind == IoErrorKind.AccessDenied ? "denied by the system" : "refused by the system";
        return errorCode == 0 ? who : $"{who}: {backend.Describe(errorCode)} (error {errorCode})";
    }

    private delegate IoResult ReadCall(SafeFileHandle handle, Span<byte> destination, long offset);

    private delegate IoResult CopyCall(
        SafeFileHandle source, long sourceOffset, SafeFileHandle destination, long destinationOffset, long length);
}
