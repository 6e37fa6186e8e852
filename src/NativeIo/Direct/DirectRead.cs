using System;

namespace NativeIo;

/// <summary>One read of a batch: what is wanted, and after the batch how it went.</summary>
/// <remarks>
/// Ownership: the memory is borrowed until the batch is over. Thread safety: none; the batch owns it while it runs.
/// </remarks>
public struct DirectRead
{
    /// <summary>Makes a read.</summary>
    /// <param name="offset">Where in the file.</param>
    /// <param name="destination">Receives the bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative.</exception>
    public DirectRead(long offset, Memory<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Offset = offset;
        Destination = destination;
    }

    /// <summary>Gets where in the file the bytes are.</summary>
    public readonly long Offset { get; }

    /// <summary>Gets the memory that receives them.</summary>
    public readonly Memory<byte> Destination { get; }

    /// <summary>Gets the bytes that were read, less than there is room for only at the end of the file.</summary>
    public int Count { readonly get; internal set; }

    /// <summary>Gets or sets when it was begun; only for metrics.</summary>
    internal long Started { readonly get; set; }

    /// <summary>Gets why the read failed; null when it did not.</summary>
    public NativeIoException? Error { readonly get; internal set; }
}
