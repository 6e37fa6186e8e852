using System;
using System.Buffers;
using System.Security.Cryptography;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>Encrypts bytes as they come, in constant memory; see <see cref="ChunkedAead"/>.</summary>
/// <remarks>
/// <para>Memory: one chunk. A call allocates nothing on the managed heap.</para>
/// <para>Ownership: whoever makes it disposes it, which wipes the key and the bytes it still has.</para>
/// <para>Thread safety: one caller at a time.</para>
/// <example><code>
/// using var output = new ChunkedBuffer();
/// using var encryptor = new ChunkedEncryptor(key, "name"u8, output);
/// encryptor.Write("hello"u8, output);
/// encryptor.Finish(output);
/// </code></example>
/// </remarks>
public sealed class ChunkedEncryptor : IDisposable
{
    private readonly ChunkedAeadMessage _message;
    private readonly IMemoryOwner<byte> _chunk;
    private int _filled;
    private long _index;
    private bool _isFinished;
    private bool _isDisposed;

    /// <summary>Begins a message under a fresh salt.</summary>
    /// <param name="key">The key, <see cref="ChunkedAead.KeyLength"/> random bytes.</param>
    /// <param name="context">What the message is bound to.</param>
    /// <param name="output">The message's header is added to it.</param>
    /// <param name="pool">Where the memory of a chunk comes from; null means the shared pool.</param>
    /// <exception cref="ArgumentOutOfRangeException">The key has another length.</exception>
    public ChunkedEncryptor(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> context, ChunkedBuffer output, BlockPool? pool = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        Span<byte> header = stackalloc byte[ChunkedAead.HeaderLength];
        _message = ChunkedAeadMessage.Create(key, context, header);
        _chunk = (pool ?? BlockPool.Shared).Rent(ChunkedAead.ChunkLength);
        output.Append(header);
    }

    /// <summary>Encrypts bytes. Ownership: borrows during the call.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="output">The chunks that are full are added to it.</param>
    /// <exception cref="InvalidOperationException">The message is finished.</exception>
    /// <exception cref="ObjectDisposedException">The encryptor is disposed.</exception>
    public void Write(ReadOnlySpan<byte> bytes, ChunkedBuffer output)
    {
        RequireOpen(output);
        Span<byte> chunk = _chunk.Memory.Span[..ChunkedAead.ChunkLength];
        while (!bytes.IsEmpty)
        {
            if (_filled == 0 && bytes.Length >= ChunkedAead.ChunkLength)
            {
                Seal(bytes[..ChunkedAead.ChunkLength], output);
                bytes = bytes[ChunkedAead.ChunkLength..];
                continue;
            }

            int count = Math.Min(bytes.Length, ChunkedAead.ChunkLength - _filled);
            bytes[..count].CopyTo(chunk[_filled..]);
            bytes = bytes[count..];
            _filled += count;
            if (_filled == ChunkedAead.ChunkLength)
            {
                Seal(chunk, output);
                _filled = 0;
            }
        }
    }

    /// <summary>Encrypts a slice. Ownership: borrows during the call.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="output">The chunks that are full are added to it.</param>
    /// <exception cref="InvalidOperationException">The message is finished.</exception>
    /// <exception cref="ObjectDisposedException">The encryptor is disposed, or the slice is stale.</exception>
    public void Write(BufferSlice bytes, ChunkedBuffer output)
    {
        foreach (ReadOnlySpan<byte> part in bytes.Chunks)
        {
            Write(part, output);
        }
    }

    /// <summary>Ends the message with its short chunk.</summary>
    /// <param name="output">The chunk is added to it.</param>
    /// <exception cref="InvalidOperationException">The message is finished.</exception>
    /// <exception cref="ObjectDisposedException">The encryptor is disposed.</exception>
    public void Finish(ChunkedBuffer output)
    {
        RequireOpen(output);
        _isFinished = true;
        Seal(_chunk.Memory.Span[.._filled], output);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            CryptographicOperations.ZeroMemory(_chunk.Memory.Span);
            _chunk.Dispose();
            _message.Dispose();
        }
    }

    private void Seal(ReadOnlySpan<byte> plaintext, ChunkedBuffer output)
    {
        int length = plaintext.Length + ChunkedAead.TagLength;
        _message.Seal(_index, plaintext, output.GetSpan(length)[..length]);
        output.Advance(length);
        _index++;
    }

    private void RequireOpen(ChunkedBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isFinished)
        {
            throw new InvalidOperationException("The message is finished: make another encryptor for another one.");
        }
    }
}
