using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Numerics;
using System.Threading;
using ChunkedBuffers;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// A file that is open for direct transfers, or for plain ones and the reason why: what <see cref="DirectFileReader"/>
/// and <see cref="DirectFileWriter"/> share.
/// </summary>
/// <remarks>
/// <para>A file system can refuse when the file is opened, by what it says about the file, or at a transfer. Each leads
/// to the page cache; what was aligned stays aligned, which plain transfers do not mind.</para>
/// <para>Thread safety: all members.</para>
/// </remarks>
internal sealed partial class DirectFile : IDisposable
{
    /// <summary>The largest alignment that a device may ask for; larger ones are taken for nonsense.</summary>
    private const int AlignmentMax = 1024 * 1024;

    private readonly bool _requiresDirect;
    private readonly Lock _fallbackLock = new();
    private volatile NativeFile _file;

    /// <summary>What was opened first, when the backend had to open again; somebody may be reading by it.</summary>
    private NativeFile? _replaced;
    private volatile string _fallbackReason;

    private DirectFile(NativeFile file, DirectFileOptions options, string fallbackReason)
    {
        _file = file;
        _fallbackReason = fallbackReason;
        _requiresDirect = options.RequiresDirect;
        Pool = options.Pool ?? BlockPool.Shared;
    }

    /// <summary>Gets where blocks come from.</summary>
    internal BlockPool Pool { get; }

    /// <summary>Gets the open file.</summary>
    internal NativeFile File => _file;

    /// <summary>Gets a value indicating whether transfers go around the page cache.</summary>
    internal bool IsDirect => _fallbackReason.Length == 0;

    /// <summary>Gets why they do not; empty when they do.</summary>
    internal string FallbackReason => _fallbackReason;

    /// <summary>
    /// Gets the alignment that memory needs, a power of two; 1 when there never were direct transfers.
    /// </summary>
    internal int MemoryAlignment { get; private set; } = 1;

    /// <summary>Gets the alignment that offsets and lengths need, a power of two; 1 as above.</summary>
    internal int OffsetAlignment { get; private set; } = 1;

    private FileBackend Backend => _file.Backend;

    /// <summary>Opens a file. Ownership: the caller disposes it.</summary>
    /// <exception cref="NativeIoException">
    /// The system refused, or has no direct transfers and they are required.
    /// </exception>
    internal static DirectFile Open(
        NativePath path, FileAccess access, FileOpenMode mode, DirectFileOptions options)
    {
        options.Validate();
        var open = new NativeFileOptions
        {
            Access = access,
            Mode = mode,
            Flags = FileOpenFlags.Direct,
            Backend = options.Backend,
        };
        (NativeFile opened, string reason) = mode == FileOpenMode.CreateNew
            ? OpenNew(path, open)
            : OpenOrFallBack(path, open);
        return Finish(opened, options, reason);
    }

    /// <summary>
    /// Opens an open file a second time, for direct transfers. Where that is refused, the transfers are those of the
    /// first. Ownership: the caller disposes the result, and keeps the first file open for as long.
    /// </summary>
    /// <exception cref="ArgumentException">The file is open for less, or in a way that changes transfers.</exception>
    /// <exception cref="NativeIoException">Direct transfers are required, and refused.</exception>
    internal static DirectFile OpenAgain(NativeFile file, FileAccess access, DirectFileOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        options.Validate();
        ObjectDisposedException.ThrowIf(file.Handle.IsClosed, file);
        if ((file.Access & access) != access || (file.Flags & (FileOpenFlags.Append | FileOpenFlags.Direct)) != 0)
        {
            throw new ArgumentException(
                $"The file is open for {file.Access} with {file.Flags}. Open it for {access}, without Append and "
                + "Direct.",
                nameof(file));
        }

        return TryReopen(file, access, out NativeFile? direct, out string reason)
            ? Finish(direct, options, "")
            : Finish(file.Share(), options, reason);
    }

    /// <summary>Makes one of a file that is open for plain transfers. Ownership: transfers the file.</summary>
    internal static DirectFile FromOpen(NativeFile file, DirectFileOptions options, string fallbackReason) =>
        new(file, options, fallbackReason);

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_fallbackLock)
        {
            _file.Dispose();
            _replaced?.Dispose();
        }
    }

    /// <summary>
    /// Takes the refusal of a direct transfer for the file system's last word: transfers go through the page cache from
    /// here on. False when the failure means something else, or direct transfers are required.
    /// </summary>
    /// <param name="wasDirect">Whether the transfer was begun as a direct one.</param>
    /// <param name="errorCode">How it failed.</param>
    internal bool TryFallBack(bool wasDirect, int errorCode)
    {
        if (!wasDirect || _requiresDirect || !IsRefusal(Backend.Classify(errorCode)))
        {
            return false;
        }

        FallBack($"it refused an aligned direct transfer: {Backend.Describe(errorCode)}");
        return !IsDirect;
    }

    /// <summary>Rents memory for a transfer of that many bytes, a multiple of the alignment.</summary>
    internal BlockLease Rent(long length)
    {
        // A pool in guarded mode aligns to the length only, so that is a multiple of both.
        int rented = checked((int)DirectRange.Up(Math.Max(length, 1), Math.Max(MemoryAlignment, OffsetAlignment)));
        BlockLease lease = Pool.RentBlock(rented, allowDirty: true);
        Debug.Assert(AlignedMemory.IsAligned(lease.Span, MemoryAlignment), "Blocks are aligned to their size.");
        return lease;
    }

    private static bool IsRefusal(IoErrorKind kind) => kind is IoErrorKind.InvalidArgument or IoErrorKind.NotSupported;

    private static (NativeFile File, string Reason) OpenOrFallBack(NativePath path, NativeFileOptions options)
    {
        try
        {
            return (NativeFile.Open(path, options), "");
        }
        catch (NativeIoException refusal) when (IsRefusal(refusal.Kind))
        {
            NativeFile file = NativeFile.Open(path, options with { Flags = FileOpenFlags.None });
            return (file, $"it refused to be opened for direct transfers: {refusal.Kind}");
        }
    }

    /// <summary>
    /// Makes a file that must not exist. A refusal of direct transfers can come after the file was made, so it is made
    /// without them and opened again.
    /// </summary>
    private static (NativeFile File, string Reason) OpenNew(NativePath path, NativeFileOptions options)
    {
        NativeFile made = NativeFile.Open(path, options with { Flags = FileOpenFlags.None });
        if (!TryReopen(made, options.Access, out NativeFile? direct, out string reason))
        {
            return (made, reason);
        }

        made.Dispose();
        return (direct, "");
    }

    private static bool TryReopen(
        NativeFile file, FileAccess access, [NotNullWhen(true)] out NativeFile? direct, out string reason)
    {
        direct = null;
        if (Interruptions.GetFacts(file.Backend, file.Handle, out FileFacts facts).IsSuccess
            && facts.Kind != FileKind.Unknown
            && HasNoDirect(facts.Kind))
        {
            // Not tried: opening a pipe waits for its other end, and opening a device may do something.
            reason = NoDirectReason(facts.Kind);
            return false;
        }

        IoResult result = Reopen(file, access, FileOpenFlags.Direct, out direct);
        reason = result.IsSuccess
            ? ""
            : $"it refused to be opened for direct transfers: {file.Backend.Describe(result.ErrorCode)}";
        return direct is not null;
    }

    private static IoResult Reopen(
        NativeFile file, FileAccess access, FileOpenFlags flags, out NativeFile? reopened)
    {
        FileBackend backend = file.Backend;
        var request = new FileOpenRequest(file.Path, access, FileOpenMode.Open, flags, 0);
        int attempts = 0;
        IoResult result;
        SafeFileHandle? handle;
        do
        {
            result = backend.Reopen(file.Handle, request, out handle);
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(backend, result.ErrorCode, ref attempts));
        reopened = handle is null ? null : NativeFile.FromOpened(handle, file.Path, access, flags, backend);
        if (reopened is null || IsSame(file, reopened))
        {
            return result;
        }

        // Wine goes by the path, which may lead to another file by now.
        reopened.Dispose();
        reopened = null;
        return backend.Unsupported();
    }

    private static bool IsSame(NativeFile first, NativeFile second) =>
        Interruptions.GetFacts(first.Backend, first.Handle, out FileFacts facts).IsSuccess
        && Interruptions.GetFacts(second.Backend, second.Handle, out FileFacts others).IsSuccess
        && facts.Identity == others.Identity;

    private static DirectFile Finish(NativeFile opened, DirectFileOptions options, string reason)
    {
        var file = new DirectFile(opened, options, reason);
        try
        {
            if (reason.Length == 0)
            {
                file.FindAlignment();
            }

            file.RequireDirect();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static bool HasNoDirect(FileKind kind) => kind is not (FileKind.Regular or FileKind.BlockDevice);

    private static string NoDirectReason(FileKind kind) => $"it is a {kind}, which has no direct transfers";

    private static bool IsSane(int alignment) =>
        alignment is > 0 and <= AlignmentMax && BitOperations.IsPow2(alignment);

    private void FindAlignment()
    {
        IoResult result = Interruptions.GetFacts(Backend, _file.Handle, out FileFacts facts);
        string refusal = result.IsSuccess
            ? Refusal(facts)
            : $"the system does not say what it is: {Backend.Describe(result.ErrorCode)}";
        if (refusal.Length > 0)
        {
            ClearDirect();
            _fallbackReason = refusal;
        }
        else if (IsSane(facts.DirectOffsetAlignment) && IsSane(facts.DirectMemoryAlignment))
        {
            OffsetAlignment = facts.DirectOffsetAlignment;
            MemoryAlignment = facts.DirectMemoryAlignment;
        }
        else
        {
            OffsetAlignment = DirectFileOptions.SafeAlignment;
            MemoryAlignment = DirectFileOptions.SafeAlignment;
        }
    }

    private string Refusal(in FileFacts facts)
    {
        if (HasNoDirect(facts.Kind))
        {
            return NoDirectReason(facts.Kind);
        }

        if (facts.Flags.HasFlag(FileFactFlags.NoDirect))
        {
            return "the file system has no direct transfers for this file";
        }

        // A file system that names no alignment may be one of an old kernel, which accepts the safe one; but one that
        // keeps its files in memory accepts everything and has nothing to go around.
        return facts.DirectOffsetAlignment == 0
            && Backend.GetFileSystem(_file.Handle, out FileSystemFacts system).IsSuccess
            && system.Kind == FileSystemKind.Memory
            ? $"{system.Name} keeps files in memory and names no alignment"
            : "";
    }

    /// <summary>Makes transfers go through the page cache, unless direct ones are required.</summary>
    private void FallBack(string reason)
    {
        lock (_fallbackLock)
        {
            if (IsDirect && !_requiresDirect && !_file.Handle.IsClosed)
            {
                ClearDirect();
                _fallbackReason = reason;
            }
        }
    }

    /// <summary>Changes the open file, or opens it again where the backend cannot.</summary>
    /// <exception cref="NativeIoException">It cannot be opened again.</exception>
    private void ClearDirect()
    {
        if (Backend.ClearDirect(_file.Handle).IsSuccess)
        {
            return;
        }

        NativeFile direct = _file;
        IoResult result = Reopen(direct, direct.Access, FileOpenFlags.None, out NativeFile? plain);
        if (plain is null)
        {
            IoError.Throw(Backend, "open", direct.Path, result.ErrorCode);
        }

        _replaced = direct;
        _file = plain;
    }

    private void RequireDirect()
    {
        if (_requiresDirect && !IsDirect)
        {
            throw IoError.Create(
                "open", _file.Path, IoErrorKind.NotSupported, $"direct transfers are required, but {_fallbackReason}");
        }
    }
}
