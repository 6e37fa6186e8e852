using System;
using System.IO;
using System.IO.Compression;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>Compresses bytes as they come, with the framework's encoders.</summary>
/// <remarks>
/// <para>Memory: what the encoder keeps, some hundred KiB to some MiB by its level, whatever the length. A call
/// allocates nothing on the managed heap; a compressor does when it is made.</para>
/// <para>Ownership: whoever makes it disposes it, which gives the encoder back without an end.</para>
/// <para>Thread safety: one caller at a time.</para>
/// <example><code>
/// using var compressor = new SliceCompressor(CompressionFormat.GZip, level: 6);
/// using var output = new ChunkedBuffer();
/// compressor.Write("text"u8, output);
/// compressor.Finish(output);
/// using BufferSlice compressed = output.TakeAll();
/// </code></example>
/// </remarks>
public sealed class SliceCompressor : IDisposable
{
    /// <summary>The level that stores: deflate's frame around the bytes, Brotli's least effort.</summary>
    public const int LevelMin = 0;

    /// <summary>The level that takes longest and makes the least.</summary>
    public const int LevelMax = 9;

    private readonly BufferSinkStream _sink = new();
    private readonly Stream _encoder;
    private bool _isFinished;
    private bool _isDisposed;

    /// <summary>Makes a compressor for one stream of bytes.</summary>
    /// <param name="format">The format.</param>
    /// <param name="level">
    /// <see cref="LevelMin"/> to <see cref="LevelMax"/>: zlib's levels, and Brotli's qualities, which go further than
    /// what is worth its time. 1 is the best bargain of both.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The format or the level is none.</exception>
    public SliceCompressor(CompressionFormat format, int level = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, LevelMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, LevelMax);
        var deflate = new ZLibCompressionOptions { CompressionLevel = level };
        _encoder = format switch
        {
            CompressionFormat.Brotli =>
                new BrotliStream(_sink, new BrotliCompressionOptions { Quality = level }, leaveOpen: true),
            CompressionFormat.ZLib => new ZLibStream(_sink, deflate, leaveOpen: true),
            CompressionFormat.GZip => new GZipStream(_sink, deflate, leaveOpen: true),
            CompressionFormat.Deflate => new DeflateStream(_sink, deflate, leaveOpen: true),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, $"{format} is no format."),
        };
    }

    /// <summary>Gets the bytes taken so far.</summary>
    public long BytesIn { get; private set; }

    /// <summary>Gets the compressed bytes handed out so far.</summary>
    public long BytesOut => _sink.BytesWritten;

    /// <summary>Compresses bytes. Ownership: borrows during the call.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="output">What is ready is added to it; often nothing for a while.</param>
    /// <exception cref="InvalidOperationException">The stream is finished.</exception>
    /// <exception cref="ObjectDisposedException">The compressor is disposed.</exception>
    public void Write(ReadOnlySpan<byte> bytes, ChunkedBuffer output)
    {
        Begin(output);
        try
        {
            _encoder.Write(bytes);
            BytesIn += bytes.Length;
        }
        finally
        {
            _sink.Target = null;
        }
    }

    /// <summary>Compresses a slice. Ownership: borrows during the call.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="output">What is ready is added to it.</param>
    /// <exception cref="InvalidOperationException">The stream is finished.</exception>
    /// <exception cref="ObjectDisposedException">The compressor is disposed, or the slice is stale.</exception>
    public void Write(BufferSlice bytes, ChunkedBuffer output)
    {
        foreach (ReadOnlySpan<byte> chunk in bytes.Chunks)
        {
            Write(chunk, output);
        }
    }

    /// <summary>Hands out everything that was written, at some cost in size.</summary>
    /// <param name="output">Where it goes.</param>
    /// <exception cref="InvalidOperationException">The stream is finished.</exception>
    /// <exception cref="ObjectDisposedException">The compressor is disposed.</exception>
    public void Flush(ChunkedBuffer output)
    {
        Begin(output);
        try
        {
            _encoder.Flush();
        }
        finally
        {
            _sink.Target = null;
        }
    }

    /// <summary>Ends the stream of bytes; nothing can be written after it.</summary>
    /// <param name="output">Where the rest goes.</param>
    /// <exception cref="InvalidOperationException">The stream is finished.</exception>
    /// <exception cref="ObjectDisposedException">The compressor is disposed.</exception>
    public void Finish(ChunkedBuffer output)
    {
        Begin(output);
        _isFinished = true;
        try
        {
            if (BytesIn == 0)
            {
                // The framework's streams leave out the frame when nothing was ever written, and nothing is no stream.
                WriteEmpty();
            }

            _encoder.Dispose();
        }
        finally
        {
            _sink.Target = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _encoder.Dispose();
        }
    }

    private void WriteEmpty()
    {
        if (_encoder is BrotliStream)
        {
            return;
        }

        ReadOnlySpan<byte> empty = _encoder switch
        {
            // An empty final block with fixed codes, and the frames of RFC 1950 and RFC 1952 around it.
            ZLibStream => [0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01],
            GZipStream => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 0x03, 0x00, 0, 0, 0, 0, 0, 0, 0, 0],
            _ => [0x03, 0x00],
        };
        _sink.Write(empty);
        _sink.Target = null;
    }

    private void Begin(ChunkedBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isFinished)
        {
            throw new InvalidOperationException("The compressed stream is finished: make another compressor.");
        }

        _sink.Target = output;
    }
}
