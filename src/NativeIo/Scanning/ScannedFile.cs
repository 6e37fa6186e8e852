using System;

namespace NativeIo;

/// <summary>What came of one file of a scan.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public readonly struct ScannedFile
{
    internal ScannedFile(NativePath path, long index, long length, TimeSpan elapsed, NativeIoException? error)
    {
        Path = path;
        Index = index;
        Length = length;
        Elapsed = elapsed;
        Error = error;
    }

    /// <summary>Gets the path as it was listed or found.</summary>
    public NativePath Path { get; }

    /// <summary>Gets the place of the path in the list, from 0.</summary>
    public long Index { get; }

    /// <summary>Gets the number of bytes that were read; with an error, those before it.</summary>
    public long Length { get; }

    /// <summary>Gets how long it took to open, read and close the file, without the time of the handler.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>Gets why the file could not be read to its end; null when it was.</summary>
    public NativeIoException? Error { get; }

    /// <summary>Gets a value indicating whether all of the file was read.</summary>
    public bool IsSuccess => Error is null;
}
