using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace NativeIo;

/// <content>Reading and writing many pieces of memory.</content>
public sealed partial class NativeFile
{
    /// <summary>Set once the system has refused vectored calls; a race only asks it once more.</summary>
    private bool _lacksVectors;

    /// <summary>Gets a value indicating whether several pieces go in one call.</summary>
    internal bool HasVectors => !_lacksVectors && Backend.VectorCountMax > 1;

    /// <inheritdoc cref="VectoredWriter.Write(NativeFile, BufferSlice, long)"/>
    public void Write(BufferSlice source, long offset) => VectoredWriter.Write(this, source, offset);

    /// <inheritdoc cref="VectoredWriter.Write(NativeFile, ChunkedBuffer, long)"/>
    public void Write(ChunkedBuffer source, long offset) => VectoredWriter.Write(this, source, offset);

    /// <inheritdoc cref="VectoredWriter.Write(NativeFile, in ReadOnlySequence{byte}, long)"/>
    public void Write(in ReadOnlySequence<byte> source, long offset) => VectoredWriter.Write(this, source, offset);

    /// <inheritdoc cref="VectoredWriter.Write(NativeFile, IReadOnlyList{ReadOnlyMemory{byte}}, long)"/>
    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> source, long offset) =>
        VectoredWriter.Write(this, source, offset);

    /// <inheritdoc cref="VectoredWriter.WriteAsync(NativeFile, BufferSlice, long, CancellationToken)"/>
    public ValueTask WriteAsync(BufferSlice source, long offset, CancellationToken cancellation = default) =>
        VectoredWriter.WriteAsync(this, source, offset, cancellation);

    /// <inheritdoc cref="VectoredWriter.WriteAsync(NativeFile, ChunkedBuffer, long, CancellationToken)"/>
    public ValueTask WriteAsync(ChunkedBuffer source, long offset, CancellationToken cancellation = default) =>
        VectoredWriter.WriteAsync(this, source, offset, cancellation);

    /// <inheritdoc
    /// cref="VectoredWriter.WriteAsync(NativeFile, IReadOnlyList{ReadOnlyMemory{byte}}, long, CancellationToken)"/>
    public ValueTask WriteAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> source, long offset, CancellationToken cancellation = default) =>
        VectoredWriter.WriteAsync(this, source, offset, cancellation);

    /// <inheritdoc cref="VectoredReader.Read(NativeFile, IReadOnlyList{Memory{byte}}, long)"/>
    public long Read(IReadOnlyList<Memory<byte>> destination, long offset) =>
        VectoredReader.Read(this, destination, offset);

    /// <inheritdoc cref="VectoredReader.ReadFull(NativeFile, IReadOnlyList{Memory{byte}}, long)"/>
    public long ReadFull(IReadOnlyList<Memory<byte>> destination, long offset) =>
        VectoredReader.ReadFull(this, destination, offset);

    /// <inheritdoc cref="VectoredReader.ReadFullAsync"/>
    public ValueTask<long> ReadFullAsync(
        IReadOnlyList<Memory<byte>> destination, long offset, CancellationToken cancellation = default) =>
        VectoredReader.ReadFullAsync(this, destination, offset, cancellation);

    /// <inheritdoc cref="VectoredReader.ReadFullInto"/>
    public long ReadFullInto(ChunkedBuffer buffer, long count, long offset) =>
        VectoredReader.ReadFullInto(this, buffer, count, offset);

    /// <summary>
    /// Tells whether a vectored call failed because there is none, and remembers it: an old kernel or a file lacks the
    /// call, or a sandbox denies it. If something else is wrong, the plain call says so.
    /// </summary>
    internal bool ForgoesVectors(int errorCode)
    {
        bool isRefused = Backend.Classify(errorCode) is IoErrorKind.NotSupported or IoErrorKind.AccessDenied;
        _lacksVectors |= isRefused;
        return isRefused;
    }
}
