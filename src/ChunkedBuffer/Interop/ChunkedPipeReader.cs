using System;
using System.IO;
using System.IO.Pipelines;

namespace ChunkedBuffers;

/// <summary>
/// A <see cref="PipeReader"/> whose bytes can be taken out as owned slices that outlive the read they came with.
/// </summary>
/// <remarks>
/// <para>Thread safety: one reading thread at a time; <see cref="PipeReader.CancelPendingRead"/> from any.</para>
/// <example><code>
/// ReadResult result = await reader.ReadAsync();
/// if (result.Buffer.PositionOf((byte)'\n') is SequencePosition end)
/// {
///     using BufferSlice line = reader.Take(end);
/// }
/// </code></example>
/// </remarks>
public abstract class ChunkedPipeReader : PipeReader
{
    private protected ChunkedPipeReader()
    {
    }

    /// <summary>
    /// Makes a reader that reads ahead from a stream. Ownership: the stream is disposed when the reader is completed,
    /// unless <see cref="ChunkedPipeReaderOptions.LeaveOpen"/> is set.
    /// </summary>
    /// <param name="stream">Where to read.</param>
    /// <param name="options">How to read; null means <see cref="ChunkedPipeReaderOptions.Default"/>.</param>
    /// <returns>A reader that is completed by its user, like every pipe reader.</returns>
    /// <exception cref="ArgumentException">The stream cannot be read.</exception>
    public static ChunkedPipeReader Create(Stream stream, ChunkedPipeReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead)
        {
            throw new ArgumentException("The stream cannot be read.", nameof(stream));
        }

        options ??= ChunkedPipeReaderOptions.Default;
        options.Validate();
        return new StreamPipeReader(stream, options);
    }

    /// <summary>
    /// Ends a read like <see cref="PipeReader.AdvanceTo(SequencePosition)"/> and hands out what it consumes, without
    /// copying. Ownership: the caller disposes the slice, whenever it likes.
    /// </summary>
    /// <param name="consumed">Position in the buffer of the read up to which bytes are taken.</param>
    /// <returns>The bytes from the start of the read's buffer to the position.</returns>
    /// <exception cref="InvalidOperationException">
    /// No read is to be ended, the position is not of its buffer, or the reader is completed; nothing changed.
    /// </exception>
    public BufferSlice Take(SequencePosition consumed) => Take(consumed, consumed);

    /// <summary>
    /// Ends a read like <see cref="PipeReader.AdvanceTo(SequencePosition, SequencePosition)"/> and hands out what it
    /// consumes, without copying. Ownership: the caller disposes the slice, whenever it likes.
    /// </summary>
    /// <param name="consumed">Position in the buffer of the read up to which bytes are taken.</param>
    /// <param name="examined">Position up to which bytes were looked at; the next read waits for one behind it.</param>
    /// <returns>The bytes from the start of the read's buffer to <paramref name="consumed"/>.</returns>
    /// <exception cref="InvalidOperationException">
    /// No read is to be ended, a position is not of its buffer, or the reader is completed; nothing changed.
    /// </exception>
    public abstract BufferSlice Take(SequencePosition consumed, SequencePosition examined);
}
