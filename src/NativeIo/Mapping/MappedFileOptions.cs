using System;
using System.IO;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>How <see cref="MappedFile"/> maps a file.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record MappedFileOptions
{
    /// <summary>Gets the options that map all of an existing file for reading.</summary>
    public static MappedFileOptions Read { get; } = new();

    /// <summary>Gets what the mapping is for.</summary>
    public MapAccess Access { get; init; }

    /// <summary>Gets whether the file is made, found or emptied; a map that does not write can only find it.</summary>
    public FileOpenMode Mode { get; init; }

    /// <summary>Gets where in the file the mapping begins; any byte.</summary>
    public long Offset { get; init; }

    /// <summary>
    /// Gets the number of bytes to map; 0 for all up to the end of the file. A writable mapping extends a file that is
    /// too short for it.
    /// </summary>
    public long Length { get; init; }

    /// <summary>
    /// Gets the most bytes that are read to blocks of the pool when a file cannot be mapped, as those in
    /// <c>/proc</c>; 0 for never. What is longer fails with <see cref="IoErrorKind.NotSupported"/>.
    /// </summary>
    public int ReadInsteadBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>Gets where blocks come from; null means <see cref="BlockPool.Shared"/>.</summary>
    public BlockPool? Pool { get; init; }

    /// <summary>Gets what the file is opened with; null for what the platform has. For tests.</summary>
    internal FileBackend? Backend { get; init; }

    /// <summary>What a file must be opened for.</summary>
    internal FileAccess FileAccess => Access == MapAccess.ReadWrite ? FileAccess.ReadWrite : FileAccess.Read;

    /// <summary>
    /// How the file is opened. Without waiting: a pipe without a writer must not hang before it is refused.
    /// </summary>
    internal NativeFileOptions FileOptions => new()
    {
        Access = FileAccess,
        Mode = Mode,
        Flags = FileOpenFlags.NonBlocking,
        Backend = Backend,
    };

    /// <summary>Throws when an option makes no sense.</summary>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Offset);
        ArgumentOutOfRangeException.ThrowIfNegative(Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Length, long.MaxValue - Offset);
        ArgumentOutOfRangeException.ThrowIfNegative(ReadInsteadBytesMax);
        if (!Enum.IsDefined(Access))
        {
            throw new ArgumentException($"There is no access {(int)Access}.", nameof(Access));
        }

        if (Mode != FileOpenMode.Open && Access != MapAccess.ReadWrite)
        {
            throw new ArgumentException(
                $"Mode {Mode} changes the file, but the mapping is for {Access}.", nameof(Mode));
        }
    }
}
