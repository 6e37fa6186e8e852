using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo.Tests;

/// <content>Reading without handles, and around the page cache.</content>
internal sealed partial class ScriptedBackend
{
    /// <summary>Gets whether files are read whole by descriptors, also where those are handles.</summary>
    internal override bool HasDescriptors => HasDescriptorsForced;

    internal bool HasDescriptorsForced { get; init; } = true;

    internal override bool OpensWithoutWaiting => OpensWithoutWaitingForced ?? _inner.OpensWithoutWaiting;

    internal bool? OpensWithoutWaitingForced { get; init; }

    /// <summary>Gets what kind of file system all files seem to be on; null for what they are on.</summary>
    internal FileSystemKind? FileSystemForced { get; init; }

    internal override IoResult OpenDescriptor(in FileOpenRequest request, out FileDescriptor descriptor)
    {
        descriptor = default;
        return Faulted("open", out IoResult failure) ? failure : _inner.OpenDescriptor(request, out descriptor);
    }

    internal override IoResult Read(FileDescriptor descriptor, Span<byte> destination, long offset)
    {
        Fault fault = Next("read", offset, destination.Length);
        return fault.Kind is { } kind
            ? IoResult.Failure(CodeOf(kind))
            : _inner.Read(descriptor, destination[..(int)fault.Limit(destination.Length)], offset);
    }

    internal override IoResult GetFacts(FileDescriptor descriptor, out FileFacts facts) =>
        Faulted("facts", out IoResult failure, out facts) ? failure : _inner.GetFacts(descriptor, out facts);

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
