using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <summary>
/// A real backend on a device that has its ways: transfers that are cut after the kernel made them whole, which a
/// direct transfer cannot be asked for, and sectors that cannot be read. Thread-safe.
/// </summary>
internal sealed class DirectBackend : FileBackend
{
    private readonly FileBackend _inner = PlatformSelector.Create(PlatformSelector.Available[0]);
    private int _shortCallsLeft;

    internal override string Name => _inner.Name;

    internal override int TransferLengthMax => _inner.TransferLengthMax;

    internal int ReportedLengthMax { get; init; } = int.MaxValue;

    internal int ShortCallsLeft
    {
        init => _shortCallsLeft = value;
    }

    internal long BadOffset { get; init; } = long.MaxValue;

    internal long BadLength { get; init; }

    /// <summary>Gets what the system says about direct transfers; null for the truth.</summary>
    internal int? Alignment { get; init; }

    /// <summary>
    /// Gets the offset from which on writes are taken and lost, as if files had no longest length, and reads find the
    /// end.
    /// </summary>
    internal long EndlessFrom { get; init; } = long.MaxValue;

    /// <summary>Gets the writes behind <see cref="EndlessFrom"/>.</summary>
    internal List<(long Offset, int Length)> EndlessWrites { get; } = [];

    /// <summary>EOPNOTSUPP, or ERROR_NOT_SUPPORTED.</summary>
    protected override int UnsupportedCode => OperatingSystem.IsWindows() ? 50 : 95;

    internal override string Describe(int errorCode) => _inner.Describe(errorCode);

    internal override IoErrorKind Classify(int errorCode) => _inner.Classify(errorCode);

    internal override IoResult Open(in FileOpenRequest request, out SafeFileHandle? handle) =>
        _inner.Open(request, out handle);

    internal override IoResult Read(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        // ERROR_IO_DEVICE, or EIO.
        int ioError = OperatingSystem.IsWindows() ? 1117 : 5;
        if (offset >= EndlessFrom)
        {
            return IoResult.Success();
        }

        return offset < BadOffset + BadLength && offset + destination.Length > BadOffset
            ? IoResult.Failure(ioError)
            : Cut(_inner.Read(handle, destination, offset));
    }

    internal override IoResult Write(SafeFileHandle handle, ReadOnlySpan<byte> source, long offset)
    {
        if (offset < EndlessFrom)
        {
            return Cut(_inner.Write(handle, source, offset));
        }

        EndlessWrites.Add((offset, source.Length));
        return IoResult.Success(source.Length);
    }

    internal override IoResult GetFacts(SafeFileHandle handle, out FileFacts facts)
    {
        IoResult result = _inner.GetFacts(handle, out facts);
        facts = Alignment is { } alignment
            ? facts with { DirectMemoryAlignment = alignment, DirectOffsetAlignment = alignment }
            : facts;
        return result;
    }

    internal override IoResult GetFacts(NativePath path, bool followsLinks, out FileFacts facts) =>
        _inner.GetFacts(path, followsLinks, out facts);

    internal override IoResult GetFileSystem(SafeFileHandle handle, out FileSystemFacts facts) =>
        _inner.GetFileSystem(handle, out facts);

    internal override IoResult SetLength(SafeFileHandle handle, long length) => _inner.SetLength(handle, length);

    internal override IoResult Flush(SafeFileHandle handle, FlushLevel level) => _inner.Flush(handle, level);

    internal override IoResult Reopen(
        SafeFileHandle handle, in FileOpenRequest request, out SafeFileHandle? reopened) =>
        _inner.Reopen(handle, request, out reopened);

    internal override IoResult ClearDirect(SafeFileHandle handle) => _inner.ClearDirect(handle);

    private IoResult Cut(IoResult result)
    {
        bool isShort = result.IsSuccess && result.Value > ReportedLengthMax
            && Interlocked.Decrement(ref _shortCallsLeft) >= 0;
        return isShort ? IoResult.Success(ReportedLengthMax) : result;
    }
}
