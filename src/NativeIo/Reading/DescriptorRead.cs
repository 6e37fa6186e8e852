using System;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>Reads a file that has no object around it, from where the last read ended.</summary>
internal readonly struct DescriptorRead : ISequentialRead
{
    private readonly FileBackend _backend;
    private readonly FileDescriptor _descriptor;

    internal DescriptorRead(FileBackend backend, FileDescriptor descriptor)
    {
        _backend = backend;
        _descriptor = descriptor;
    }

    /// <inheritdoc/>
    public IoResult Read(Span<byte> destination) => _backend.Read(_descriptor, destination, FileBackend.AtPosition);
}
