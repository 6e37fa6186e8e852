using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <content>Reading without handles, and around the page cache.</content>
internal sealed partial class ScriptedBackend
{
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

        return Faulted("open", out IoResult failure) ? failure : _inner.OpenDescriptor(path, out descriptor);
    }

    internal override IoResult Read(FileDescriptor descriptor, Span<byte> destination)
    {
        Fault fault = Next("read", -1, destination.Length);
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.Read(descriptor, destination[..(int)fault.Limit(destination.Length)]);
    }

    internal override void Close(FileDescriptor descriptor)
    {
        _ = Next("close", 0, 0);
        _inner.Close(descriptor);
    }

    internal override IoResult ReadUncached(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        Fault fault = Next("read-uncached", offset, destination.Length);
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.ReadUncached(handle, destination[..(int)fault.Limit(destination.Length)], offset);
    }
}
