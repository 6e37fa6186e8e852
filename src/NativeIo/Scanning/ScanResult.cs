using System;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// A file of an asynchronous scan, or one chunk of a long one: its bytes, or why there are none.
/// </summary>
/// <remarks>
/// <para>A file up to <see cref="ScanOptions.ChunkBytes"/> is one result. A longer one is several, with growing
/// <see cref="Offset"/>; the last of a file has <see cref="IsLast"/>, and one that failed on the way ends with a result
/// that has an <see cref="Error"/> and no bytes.</para>
/// <para>Ownership: owns its content; the receiver disposes the result, or shares the content before. Thread safety:
/// one thread at a time.</para>
/// </remarks>
public sealed class ScanResult : IDisposable
{
    internal ScanResult(NativePath path, long index, long offset, BufferSlice content)
    {
        Path = path;
        Index = index;
        Offset = offset;
        Content = content;
    }

    /// <summary>Gets the path as it was listed or found.</summary>
    public NativePath Path { get; }

    /// <summary>Gets the place of the path in the list, from 0.</summary>
    public long Index { get; }

    /// <summary>Gets where in the file the bytes are.</summary>
    public long Offset { get; }

    /// <summary>
    /// Gets the bytes; none for an empty file and for an error. Ownership: borrows, until the result is disposed; share
    /// it to keep it longer.
    /// </summary>
    public BufferSlice Content { get; private set; }

    /// <summary>Gets a value indicating whether nothing more comes of this file.</summary>
    public bool IsLast { get; internal set; }

    /// <summary>Gets why the file could not be read to its end; null when there is no error.</summary>
    public NativeIoException? Error { get; internal init; }

    /// <summary>
    /// Gets how long it took to open, read and close the file; zero for all results of a file but the last.
    /// </summary>
    public TimeSpan Elapsed { get; internal set; }

    /// <summary>Gets the content, or throws the error.</summary>
    /// <returns>As <see cref="Content"/>. Ownership: borrows.</returns>
    /// <exception cref="NativeIoException">The file could not be read.</exception>
    public BufferSlice GetContentOrThrow() => Error is null ? Content : throw Error;

    /// <summary>Gives the bytes back. Disposing twice does nothing.</summary>
    public void Dispose()
    {
        BufferSlice content = Content;
        Content = default;
        content.Dispose();
    }
}
