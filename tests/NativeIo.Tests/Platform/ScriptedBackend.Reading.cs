using System;
using System.Collections.Concurrent;
using System.IO;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <content>Reading without handles, and around the page cache.</content>
internal sealed partial class ScriptedBackend
{
    /// <summary>Descriptors of a backend that has only handles; numbers no system gives.</summary>
    private readonly ConcurrentDictionary<FileDescriptor, SafeFileHandle> _emulated = new();
    private int _lastEmulated = -1000;

    /// <summary>Gets a value indicating whether files can be opened without a handle.</summary>
    internal bool HasDescriptors { get; init; } = true;

    /// <summary>Gets what kind of file system all files seem to be on; null for what they are on.</summary>
    internal FileSystemKind? FileSystemForced { get; init; }

    internal override IoResult OpenDescriptor(NativePath path, out FileDescriptor descriptor)
    {
        descriptor = default;
        if (!HasDescriptors)
        {
            return Unsupported();
        }

        if (Faulted("open", out IoResult failure))
        {
            return failure;
        }

        IoResult result = _inner.OpenDescriptor(path, out descriptor);
        return !result.IsSuccess && Classify(result.ErrorCode) == IoErrorKind.NotSupported
            ? OpenEmulated(path, out descriptor)
            : result;
    }

    internal override IoResult Read(FileDescriptor descriptor, Span<byte> destination)
    {
        Fault fault = Next("read", -1, destination.Length);
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : ReadOnce(descriptor, destination[..(int)fault.Limit(destination.Length)]);
    }

    internal override void Close(FileDescriptor descriptor)
    {
        _ = Next("close", 0, 0);
        if (_emulated.TryRemove(descriptor, out SafeFileHandle? handle))
        {
            handle.Dispose();
        }
        else
        {
            _inner.Close(descriptor);
        }
    }

    internal override IoResult ReadUncached(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        Fault fault = Next("read-uncached", offset, destination.Length);
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.ReadUncached(handle, destination[..(int)fault.Limit(destination.Length)], offset);
    }

    private IoResult OpenEmulated(NativePath path, out FileDescriptor descriptor)
    {
        var request = new FileOpenRequest(path, FileAccess.Read, FileOpenMode.Open, FileOpenFlags.None, 0);
        IoResult result = _inner.Open(request, out SafeFileHandle? handle);
        descriptor = new FileDescriptor(Interlocked.Decrement(ref _lastEmulated));
        if (result.IsSuccess)
        {
            _emulated[descriptor] = handle!;
        }

        return result;
    }

    private IoResult ReadOnce(FileDescriptor descriptor, Span<byte> destination) =>
        _emulated.TryGetValue(descriptor, out SafeFileHandle? handle)
            ? _inner.Read(handle, destination, AtPosition)
            : _inner.Read(descriptor, destination);
}
