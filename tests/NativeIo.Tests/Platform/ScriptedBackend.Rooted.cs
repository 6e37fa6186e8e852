using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <content>Whole files below a folder, locks, and what closing reports.</content>
internal sealed partial class ScriptedBackend
{
    /// <summary>Gets a value indicating whether files below a folder need objects.</summary>
    internal bool NeedsObjects { get; init; }

    internal override bool HasLocks => _inner.HasLocks;

    internal override IoResult OpenDescriptorBeneath(
        SafeFileHandle folder, ReadOnlySpan<byte> path, RelativeOpen how, out FileDescriptor descriptor)
    {
        descriptor = default;
        string operation = (how & RelativeOpen.CachedOnly) != 0 ? "open-cached" : "open-whole";
        return NeedsObjects ? Unsupported()
            : Faulted(operation, out IoResult failure) ? failure
            : _inner.OpenDescriptorBeneath(folder, path, how, out descriptor);
    }

    internal override IoResult ReadAt(FileDescriptor descriptor, Span<byte> destination, long offset, bool waits)
    {
        Fault fault = Next(waits ? "read-whole" : "read-cached", offset, destination.Length);
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.ReadAt(descriptor, destination[..(int)fault.Limit(destination.Length)], offset, waits);
    }

    internal override IoResult TryLock(SafeFileHandle handle) =>
        Faulted("lock", out IoResult failure) ? failure : _inner.TryLock(handle);

    internal override IoResult Unlock(SafeFileHandle handle) =>
        Faulted("unlock", out IoResult failure) ? failure : _inner.Unlock(handle);

    internal override IoResult ReportClose(SafeFileHandle handle) =>
        Faulted("report-close", out IoResult failure) ? failure : _inner.ReportClose(handle);
}
