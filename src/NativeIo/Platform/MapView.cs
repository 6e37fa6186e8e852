using System;
using System.Diagnostics;

namespace NativeIo.Platform;

/// <summary>
/// What a mapped file shows between two changes of its mapping: an address range, or nothing. It does not own the
/// handle, which two views share when a mapping grew in place.
/// </summary>
/// <remarks>Thread safety: immutable.</remarks>
internal sealed class MapView
{
    /// <summary>
    /// The most bytes that one chunk of a lease shows: spans count in 32 bits, and this is a multiple of every page
    /// size.
    /// </summary>
    internal const int WindowLength = 1 << 30;

    private readonly nint _start;
    private readonly MapWindow[] _windows;

    /// <summary>Shows a part of a mapping.</summary>
    /// <param name="handle">The mapping.</param>
    /// <param name="lead">Bytes of the mapping before the part.</param>
    /// <param name="length">Bytes of the part.</param>
    internal MapView(MapHandle handle, long lead, long length)
    {
        Debug.Assert(length > 0 && lead >= 0 && lead <= handle.MappedLength - length, "The part is mapped.");
        Handle = handle;
        Length = length;
        _start = (nint)(handle.Address + lead);
        _windows = new MapWindow[(int)((length + WindowLength - 1) / WindowLength)];
        for (int index = 0; index < _windows.Length; index++)
        {
            long start = (long)index * WindowLength;
            _windows[index] = new MapWindow(
                (nint)(_start + start), (int)Math.Min(WindowLength, length - start));
        }
    }

    private MapView(long length)
    {
        Length = length;
        _windows = [];
    }

    /// <summary>Gets the view of a file without bytes.</summary>
    internal static MapView Empty { get; } = new(0);

    /// <summary>Gets the mapping; null when there is none.</summary>
    internal MapHandle? Handle { get; }

    /// <summary>Gets the number of bytes that are shown.</summary>
    internal long Length { get; }

    /// <summary>Makes the view of a file that was read instead of mapped; its bytes are elsewhere.</summary>
    internal static MapView Unmapped(long length) => length == 0 ? Empty : new MapView(length);

    /// <summary>Gets where a byte is.</summary>
    internal nint AddressOf(long offset)
    {
        Debug.Assert(offset >= 0 && offset <= Length, "The caller checked the offset.");
        return (nint)(_start + offset);
    }

    /// <summary>
    /// Gets bytes from an offset on, as many as are asked for or as there are up to the end of a window. Ownership:
    /// borrows, valid while the caller holds a reference to the handle.
    /// </summary>
    internal Memory<byte> Run(long offset, long lengthMax)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)offset, (ulong)Length, nameof(offset));
        Memory<byte> window = _windows[(int)(offset / WindowLength)].Memory[(int)(offset % WindowLength)..];
        return window.Length > lengthMax ? window[..(int)lengthMax] : window;
    }

    /// <summary>
    /// Gets bytes that may lie in two windows. Ownership: borrows; nothing keeps the mapping but the caller.
    /// </summary>
    internal Span<byte> DangerousSpan(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offset, (ulong)(Length - length), nameof(offset));

        // SAFETY: the range was just checked against what is mapped. That the mapping stays, and the file as long as it
        // is, the caller promised by calling a member that is named dangerous.
        unsafe
        {
            return new Span<byte>((void*)(_start + offset), length);
        }
    }
}
