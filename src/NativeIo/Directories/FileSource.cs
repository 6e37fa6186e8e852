using System;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>A file that has an object, on systems that have nothing else.</summary>
internal readonly struct FileSource(NativeFile file) : IWholeSource
{
    /// <inheritdoc/>
    public IoResult Read(Span<byte> destination, long offset) =>
        Transfers.ReadOnce(file.Backend, file.Handle, destination, offset);
}
