using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite;

/// <summary>A writer on top of another one; a layer derives from it to see the bytes or the end.</summary>
/// <remarks>Ownership: owns the writer below. Thread safety: one caller at a time.</remarks>
public abstract class StorageWriterLayer : StorageWriter
{
    /// <summary>Makes a writer.</summary>
    /// <param name="inner">The writer below. Ownership: transfers.</param>
    /// <param name="options">How the value is put.</param>
    protected StorageWriterLayer(StorageWriter inner, PutOptions options)
        : base((inner ?? throw new ArgumentNullException(nameof(inner))).Key, options)
    {
        Inner = inner;
    }

    /// <summary>Gets the writer below. Ownership: borrows.</summary>
    protected StorageWriter Inner { get; }

    /// <inheritdoc/>
    protected override ValueTask WriteCoreAsync(BufferSlice bytes, CancellationToken cancellation) =>
        Inner.WriteAsync(bytes, cancellation);

    /// <inheritdoc/>
    protected override ValueTask<StorageEntry> CommitCoreAsync(CancellationToken cancellation) =>
        Inner.CommitAsync(cancellation);

    /// <inheritdoc/>
    protected override ValueTask DisposeCoreAsync() => Inner.DisposeAsync();
}
