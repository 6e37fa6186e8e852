using System;

namespace ChunkedBuffers;

/// <content>For code that writes to pipes.</content>
public sealed partial class ChunkedBuffer
{
    /// <summary>
    /// Shows the end of the buffer as a pipe writer, for code that asks for one. A flush makes what was written part of
    /// the buffer and never waits. Ownership: borrows; completing the writer flushes and leaves the buffer open.
    /// </summary>
    /// <returns>A writer for the thread that uses the buffer; while it is in use nothing else writes.</returns>
    /// <exception cref="ObjectDisposedException">The buffer is disposed.</exception>
    public ChunkedPipeWriter AsPipeWriter()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new BufferPipeWriter(this);
    }
}
