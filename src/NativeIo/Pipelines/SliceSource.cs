using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>Where a codec takes its bytes from, a portion at a time.</summary>
/// <remarks>
/// <para>Ownership: whoever makes a source disposes it; a codec that reads from it says whether it does.</para>
/// <para>Thread safety: one caller at a time.</para>
/// </remarks>
public abstract class SliceSource : IAsyncDisposable
{
    /// <summary>Makes a source of bytes that are in memory.</summary>
    /// <param name="bytes">The bytes. Ownership: shares; they stay the caller's, too.</param>
    /// <returns>A source with one portion. Ownership: the caller disposes it.</returns>
    /// <exception cref="ObjectDisposedException">The slice is stale.</exception>
    public static SliceSource From(BufferSlice bytes) => new MemorySliceSource(bytes.Share());

    /// <summary>Reads the next portion.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The bytes, empty at the end and after it. Ownership: the caller disposes them.</returns>
    public abstract ValueTask<BufferSlice> ReadAsync(CancellationToken cancellation = default);

    /// <summary>Ends reading. Disposing twice does nothing.</summary>
    /// <returns>A task that ends when everything is given back.</returns>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
