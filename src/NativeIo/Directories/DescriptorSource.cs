using System;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>A file without an object.</summary>
internal readonly struct DescriptorSource(FileBackend backend, FileDescriptor descriptor, bool waits) : IWholeSource
{
    /// <inheritdoc/>
    public IoResult Read(Span<byte> destination, long offset) => backend.ReadAt(descriptor, destination, offset, waits);
}
