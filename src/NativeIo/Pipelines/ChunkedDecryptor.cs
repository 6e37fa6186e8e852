using System;
using System.Buffers;
using System.IO;
using System.Security.Cryptography;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>Decrypts a message as it comes, in constant memory; see <see cref="ChunkedAead"/>.</summary>
/// <remarks>
/// <para>What it hands out is authentic, chunk by chunk; that the message is whole is known after
/// <see cref="Finish"/>.</para>
/// <para>Memory: one chunk. A call allocates nothing on the managed heap.</para>
/// <para>Ownership: whoever makes it disposes it, which wipes the key.</para>
/// <para>Thread safety: one caller at a time.</para>
/// <example><code>
/// using var plaintext = new ChunkedBuffer();
/// using var decryptor = new ChunkedDecryptor(key, "name"u8);
/// decryptor.Write(message, plaintext);
/// decryptor.Finish(plaintext);
/// </code></example>
/// </remarks>
public sealed class ChunkedDecryptor : IDisposable
{
    private readonly byte[] _key;
    private readonly byte[] _context;
    private readonly IMemoryOwner<byte> _chunk;
    private ChunkedAeadMessage? _message;
    private int _filled;
    private long _index;
    private bool _isEnded;
    private bool _isDisposed;

    /// <summary>Waits for a message from its header on.</summary>
    /// <param name="key">The key, <see cref="ChunkedAead.KeyLength"/> bytes. Ownership: copied.</param>
    /// <param name="context">What the message is bound to. Ownership: copied.</param>
    /// <param name="pool">Where the memory of a chunk comes from; null means the shared pool.</param>
    /// <exception cref="ArgumentOutOfRangeException">The key has another length.</exception>
    public ChunkedDecryptor(ReadOnlySpan<byte> key, ReadOnlySpan<byte> context, BlockPool? pool = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, ChunkedAead.KeyLength);
        _key = GC.AllocateUninitializedArray<byte>(key.Length, pinned: true);
        key.CopyTo(_key);
        _context = context.ToArray();
        _chunk = (pool ?? BlockPool.Shared).Rent(ChunkedAead.SealedChunkLength);
    }

    /// <summary>Decrypts bytes. Ownership: borrows during the call.</summary>
    /// <param name="bytes">The bytes that follow.</param>
    /// <param name="output">The chunks that are whole are added to it, decrypted.</param>
    /// <exception cref="InvalidDataException">
    /// The message is damaged, of another key or of another context; nothing of the chunk is handed out.
    /// </exception>
    /// <exception cref="InvalidOperationException">A call failed before, or the message is finished.</exception>
    /// <exception cref="ObjectDisposedException">The decryptor is disposed.</exception>
    public void Write(ReadOnlySpan<byte> bytes, ChunkedBuffer output)
    {
        RequireOpen(output);
        _isEnded = true;
        Span<byte> chunk = _chunk.Memory.Span;
        while (!bytes.IsEmpty)
        {
            int wanted = _message is null ? ChunkedAead.HeaderLength : ChunkedAead.SealedChunkLength;
            if (_filled == 0 && bytes.Length >= wanted)
            {
                Take(bytes[..wanted], output);
                bytes = bytes[wanted..];
                continue;
            }

            int count = Math.Min(bytes.Length, wanted - _filled);
            bytes[..count].CopyTo(chunk[_filled..]);
            bytes = bytes[count..];
            _filled += count;
            if (_filled == wanted)
            {
                _filled = 0;
                Take(chunk[..wanted], output);
            }
        }

        _isEnded = false;
    }

    /// <summary>Decrypts a slice. Ownership: borrows during the call.</summary>
    /// <param name="bytes">The bytes that follow.</param>
    /// <param name="output">The chunks that are whole are added to it, decrypted.</param>
    /// <exception cref="InvalidDataException">As for the other overload.</exception>
    /// <exception cref="InvalidOperationException">A call failed before, or the message is finished.</exception>
    /// <exception cref="ObjectDisposedException">The decryptor is disposed, or the slice is stale.</exception>
    public void Write(BufferSlice bytes, ChunkedBuffer output)
    {
        foreach (ReadOnlySpan<byte> part in bytes.Chunks)
        {
            Write(part, output);
        }
    }

    /// <summary>Says that no bytes follow.</summary>
    /// <param name="output">The last chunk is added to it, decrypted.</param>
    /// <exception cref="InvalidDataException">The message is cut off, or its last chunk damaged.</exception>
    /// <exception cref="InvalidOperationException">A call failed before, or the message is finished.</exception>
    /// <exception cref="ObjectDisposedException">The decryptor is disposed.</exception>
    public void Finish(ChunkedBuffer output)
    {
        RequireOpen(output);
        _isEnded = true;
        if (_message is null || _filled < ChunkedAead.TagLength)
        {
            throw new InvalidDataException("The encrypted message is cut off: its short last chunk is missing.");
        }

        Take(_chunk.Memory.Span[.._filled], output);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            CryptographicOperations.ZeroMemory(_key);
            _chunk.Dispose();
            _message?.Dispose();
        }
    }

    private void Take(ReadOnlySpan<byte> bytes, ChunkedBuffer output)
    {
        if (_message is null)
        {
            _message = ChunkedAeadMessage.TryOpen(_key, _context, bytes) ?? throw new InvalidDataException(
                "The encrypted message is of another key or context, or its header is damaged.");
            return;
        }

        int length = bytes.Length - ChunkedAead.TagLength;
        if (length == 0)
        {
            Open(bytes, default);
            return;
        }

        Span<byte> plaintext = output.GetSpan(length)[..length];
        try
        {
            Open(bytes, plaintext);
        }
        catch
        {
            output.AbandonLease();
            throw;
        }

        output.Advance(length);
    }

    private void Open(ReadOnlySpan<byte> chunk, Span<byte> plaintext)
    {
        if (!_message!.TryOpenChunk(_index, chunk, plaintext))
        {
            throw new InvalidDataException($"Chunk {_index} of the encrypted message is not what was encrypted.");
        }

        _index++;
    }

    private void RequireOpen(ChunkedBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isEnded)
        {
            throw new InvalidOperationException("The message is finished, or a call failed: make another decryptor.");
        }
    }
}
