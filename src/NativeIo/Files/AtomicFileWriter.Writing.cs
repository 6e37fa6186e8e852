using System;
using System.Buffers;
using System.Diagnostics;
using ChunkedBuffers;

namespace NativeIo;

/// <content>Writing: small pieces are staged in a buffer, large ones go to the file directly.</content>
public sealed partial class AtomicFileWriter : IBufferWriter<byte>
{
    /// <summary>
    /// Staged bytes that are written together: enough to make the cost of a call small, and within the cache.
    /// </summary>
    private const int StagedMax = 256 * 1024;

    private long _written;

    /// <summary>Writes bytes.</summary>
    /// <param name="bytes">The bytes. Ownership: borrows.</param>
    /// <exception cref="InvalidOperationException">A write failed before, or a lease is open.</exception>
    /// <exception cref="NativeIoException">The system refused; the writer cannot be committed any more.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed or committed.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        RequireWritable();
        if (bytes.Length < StagedMax)
        {
            _staged.Append(bytes);
            WriteWhenFull();
            return;
        }

        WriteStaged();
        _isBroken = true;
        _temporary.File.Write(bytes, _written);
        _isBroken = false;
        _written += bytes.Length;
    }

    /// <summary>Writes a slice.</summary>
    /// <param name="bytes">The bytes. Ownership: borrows.</param>
    /// <exception cref="InvalidOperationException">A write failed before, or a lease is open.</exception>
    /// <exception cref="NativeIoException">The system refused; the writer cannot be committed any more.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed or committed, or the slice is
    /// stale.</exception>
    public void Write(BufferSlice bytes)
    {
        RequireWritable();
        long length = bytes.Length;
        if (length > 0)
        {
            WriteStaged();
            _isBroken = true;
            VectoredWriter.Write(_temporary.File, bytes, _written);
            _isBroken = false;
            _written += length;
        }
    }

    /// <summary>Writes all bytes of a buffer, which keeps them.</summary>
    /// <param name="bytes">The bytes. Ownership: borrows.</param>
    /// <exception cref="InvalidOperationException">A write failed before, or a lease is open.</exception>
    /// <exception cref="NativeIoException">The system refused; the writer cannot be committed any more.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed or committed, or the buffer is.</exception>
    public void Write(ChunkedBuffer bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        RequireWritable();
        long length = bytes.Length;
        WriteStaged();
        _isBroken = true;
        VectoredWriter.Write(_temporary.File, bytes, _written);
        _isBroken = false;
        _written += length;
    }

    /// <summary>Writes a sequence.</summary>
    /// <param name="bytes">The bytes. Ownership: borrows.</param>
    /// <exception cref="InvalidOperationException">A write failed before, or a lease is open.</exception>
    /// <exception cref="NativeIoException">The system refused; the writer cannot be committed any more.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed or committed.</exception>
    public void Write(in ReadOnlySequence<byte> bytes)
    {
        RequireWritable();
        WriteStaged();
        _isBroken = true;
        VectoredWriter.Write(_temporary.File, bytes, _written);
        _isBroken = false;
        _written += bytes.Length;
    }

    /// <summary>Leases memory to write to. Ownership: borrows until <see cref="Advance"/> or the next lease.</summary>
    /// <param name="sizeHint">The least size in bytes; 0 for what is convenient.</param>
    /// <returns>Memory of at least the hinted size.</returns>
    /// <exception cref="InvalidOperationException">A write failed before.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed or committed.</exception>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        RequireWritable();
        return _staged.GetMemory(sizeHint);
    }

    /// <inheritdoc cref="GetMemory"/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        RequireWritable();
        return _staged.GetSpan(sizeHint);
    }

    /// <summary>Makes the first bytes of the lease part of the file.</summary>
    /// <param name="count">Number of bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or more than was leased.</exception>
    /// <exception cref="InvalidOperationException">No lease is open, or a write failed before.</exception>
    /// <exception cref="NativeIoException">The system refused; the writer cannot be committed any more.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed or committed.</exception>
    public void Advance(int count)
    {
        RequireWritable();
        _staged.Advance(count);
        WriteWhenFull();
    }

    private void WriteWhenFull()
    {
        if (_staged.Length >= StagedMax)
        {
            WriteStaged();
        }
    }

    /// <summary>
    /// Writes what is staged. The writer counts as broken meanwhile, so that whatever comes out of the write, half of
    /// it is never committed.
    /// </summary>
    private void WriteStaged()
    {
        if (_staged.HasOpenLease)
        {
            throw new InvalidOperationException("A write lease is open: call Advance before the next write.");
        }

        if (_staged.IsEmpty)
        {
            return;
        }

        _isBroken = true;
        VectoredWriter.Write(_temporary.File, _staged, _written);
        _written += _staged.Length;
        _staged.Clear();
        _isBroken = false;
        Debug.Assert(_staged.IsEmpty, "Nothing is written twice.");
    }
}
