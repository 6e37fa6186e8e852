using System;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>One file of many: its content, or why it could not be read.</summary>
/// <remarks>Thread safety: immutable; the content is disposed once, with the list that the result is in.</remarks>
/// <param name="Path">The file.</param>
/// <param name="Content">Its bytes; empty when there is an error. Ownership: the list's.</param>
/// <param name="Error">Why it could not be read; null when it was.</param>
public readonly record struct FileReadResult(NativePath Path, BufferSlice Content, Exception? Error)
{
    /// <summary>Gets a value indicating whether the file was read.</summary>
    public bool IsSuccess => Error is null;

    /// <summary>Gets the content.</summary>
    /// <returns>The bytes. Ownership: borrows, from the list that the result is in.</returns>
    /// <exception cref="InvalidOperationException">
    /// The file could not be read; the inner exception says why.
    /// </exception>
    public BufferSlice GetContent() => Error is null
        ? Content
        : throw new InvalidOperationException($"'{Path}' was not read: {Error.Message}", Error);
}
