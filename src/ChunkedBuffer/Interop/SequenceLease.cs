using System;
using System.Buffers;

namespace ChunkedBuffers;

/// <summary>
/// Shows the chunks of a buffer or slice as a <see cref="ReadOnlySequence{T}"/> without copying, for parsers that take
/// one. Holds references to the blocks until it is disposed.
/// </summary>
/// <remarks>
/// <para>Ownership: whoever gets a lease disposes it once. Sequences and positions taken from it are borrowed and must
/// not be used after that; the segments behind them are reused. A copy of the struct is the same lease.</para>
/// <para>Thread safety: any thread may read and dispose; a lease must not be disposed while it is in use.</para>
/// <example><code>
/// using SequenceLease lease = buffer.AsReadOnlySequence();
/// var reader = new Utf8JsonReader(lease.Sequence);
/// </code></example>
/// </remarks>
public readonly struct SequenceLease : IDisposable
{
    private readonly BufferSlice _slice;
    private readonly SequenceChain? _chain;
    private readonly uint _generation;

    /// <summary>Ownership: transfers the slice to the lease.</summary>
    internal SequenceLease(BufferSlice slice)
    {
        _slice = slice;
        if (slice.ChunkCount <= 1)
        {
            return;
        }

        _chain = SequenceChainCache.Rent();
        Segment scratch = default;
        _chain.Extend(slice.View(ref scratch), 0, slice.Length);
        _generation = _chain.References.StartShared(1);
    }

    /// <summary>Gets the bytes, borrowed: valid until this lease is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The lease, or a copy of it, was disposed.</exception>
    public ReadOnlySequence<byte> Sequence
    {
        get
        {
            if (_chain is null)
            {
                return new ReadOnlySequence<byte>(_slice.AsMemory());
            }

            RequireCurrent(_chain);
            return _chain.Slice(0, _slice.Length);
        }
    }

    /// <summary>Gets the number of bytes.</summary>
    /// <exception cref="ObjectDisposedException">The lease, or a copy of it, was disposed.</exception>
    public long Length
    {
        get
        {
            if (_chain is not null)
            {
                RequireCurrent(_chain);
            }

            return _slice.Length;
        }
    }

    /// <summary>Gives the references back; the default value holds none.</summary>
    /// <exception cref="ObjectDisposedException">The lease, or a copy of it, was disposed before.</exception>
    public void Dispose()
    {
        if (_chain is not null)
        {
            // The generation moves on here, so of two callers only one comes past this line.
            _chain.References.Release(_generation, 1);
            _chain.Clear();
            SequenceChainCache.Return(_chain);
        }

        _slice.Dispose();
    }

    private void RequireCurrent(SequenceChain chain)
    {
        if (!chain.References.IsCurrent(_generation))
        {
            ThrowHelper.ThrowStaleHandle();
        }
    }
}
