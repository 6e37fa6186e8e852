using System;
using NativeIo.Platform;

namespace NativeIo;

/// <content>Hints, and making changes durable.</content>
public sealed partial class MappedFile
{
    /// <summary>Tells the system what is going to happen to a part of the mapping.</summary>
    /// <param name="advice">What. <see cref="MapAdvice.PopulateRead"/> waits for the device, all others do not.</param>
    /// <param name="offset">Where the part begins, counted from the start of the mapping.</param>
    /// <param name="length">Its length in bytes; 0 means up to the end.</param>
    /// <returns>False when the system does not take the hint; nothing depends on it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapped file is disposed.</exception>
    public bool Advise(MapAdvice advice, long offset = 0, long length = 0)
    {
        using BorrowedView borrowed = Borrow();
        if (!TryGetPages(borrowed.View, offset, length, out nint address, out long pages)
            || (advice == MapAdvice.DontNeed && Access == MapAccess.CopyOnWrite))
        {
            return false;
        }

        int attempts = 0;
        IoResult result;
        do
        {
            result = Backend.AdviseMap(address, pages, advice);
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(Backend, result.ErrorCode, ref attempts));
        return result.IsSuccess || AdviseFile(advice, Offset + offset, length);
    }

    /// <summary>
    /// Starts to read a part of the file, so that it is there when it is looked at; the call does not wait.
    /// </summary>
    /// <param name="offset">Where the part begins, counted from the start of the mapping.</param>
    /// <param name="length">Its length in bytes; 0 means up to the end.</param>
    /// <returns>False when the system cannot.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the mapping.</exception>
    /// <exception cref="ObjectDisposedException">The mapped file is disposed.</exception>
    public bool Prefetch(long offset = 0, long length = 0) => Advise(MapAdvice.WillNeed, offset, length);

    /// <summary>Makes changes of the whole mapping survive a power failure.</summary>
    /// <param name="level">What must survive.</param>
    /// <exception cref="InvalidOperationException">The mapping does not change the file.</exception>
    /// <exception cref="NativeIoException">
    /// The device failed. What was changed since the last flush may be lost; flushing again does not tell.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The mapped file is disposed.</exception>
    public void Flush(FlushLevel level = FlushLevel.Data) => Flush(0, 0, level);

    /// <summary>Makes changes of a part of the mapping survive a power failure.</summary>
    /// <param name="offset">Where the part begins, counted from the start of the mapping.</param>
    /// <param name="length">Its length in bytes; 0 means up to the end.</param>
    /// <param name="level">What must survive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the mapping.</exception>
    /// <exception cref="InvalidOperationException">The mapping does not change the file.</exception>
    /// <exception cref="NativeIoException">As for <see cref="Flush(FlushLevel)"/>.</exception>
    /// <exception cref="ObjectDisposedException">The mapped file is disposed.</exception>
    public void Flush(long offset, long length, FlushLevel level = FlushLevel.Data)
    {
        RequireReadWrite();
        using BorrowedView borrowed = Borrow();
        if (!TryGetPages(borrowed.View, offset, length, out nint address, out long pages) || level == FlushLevel.None)
        {
            return;
        }

        int attempts = 0;
        IoResult result;
        do
        {
            result = borrowed.View.Handle!.Flush(address, pages);
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(Backend, result.ErrorCode, ref attempts));
        if (!result.IsSuccess)
        {
            IoError.Throw(Backend, "flush the mapping of", Path, result.ErrorCode);
        }

        if (level == FlushLevel.Full || !Backend.FlushMapReachesDevice)
        {
            _file.Flush(level);
        }
    }

    /// <summary>
    /// Gets the whole pages that a part touches; false when there are none. Checks the part.
    /// </summary>
    private static bool TryGetPages(MapView view, long offset, long length, out nint address, out long pages)
    {
        RequireInside(offset, length, view.Length);
        address = 0;
        pages = 0;
        if (view.Handle is null || offset == view.Length)
        {
            return false;
        }

        nint end = view.AddressOf(length == 0 ? view.Length : offset + length);
        address = view.AddressOf(offset) / Environment.SystemPageSize * Environment.SystemPageSize;
        pages = RoundUpToPage(end - address);
        return true;
    }

    /// <summary>Tells the same about the file, where there is such a hint and the mapping takes none.</summary>
    private bool AdviseFile(MapAdvice advice, long offset, long length)
    {
        FileAdvice? same = advice switch
        {
            MapAdvice.Normal => FileAdvice.Normal,
            MapAdvice.Sequential => FileAdvice.Sequential,
            MapAdvice.Random => FileAdvice.Random,
            MapAdvice.WillNeed => FileAdvice.WillNeed,
            _ => null,
        };
        return same is { } known && _file.Advise(known, offset, length);
    }
}
