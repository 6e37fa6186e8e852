using System;
using ChunkedBuffers;

namespace NativeIo;

/// <summary>
/// The bytes of a target through a mapping. Ownership: owns the mapping and borrows the target.
/// </summary>
/// <remarks>
/// A mapping shows a file as long as it was when it was mapped, and zeros behind the end of one that was cut. Readers
/// give the bytes of the file and nothing else, so whatever does not fill what was asked for is looked up in the file.
/// Thread safety: all members.
/// </remarks>
internal sealed class MappedContent : IDisposable
{
    /// <summary>
    /// What is asked for ahead where there is no hint for a sequence: some ms of a fast device, and no room taken from
    /// others for the rest of a long file.
    /// </summary>
    private const int PrefetchLengthMax = 16 * 1024 * 1024;

    private readonly ReadTarget _target;
    private readonly MappedFile _map;

    private MappedContent(ReadTarget target, MappedFile map)
    {
        _target = target;
        _map = map;
    }

    /// <summary>Gets the number of bytes that are mapped.</summary>
    internal long Length => _map.Length;

    /// <summary>Maps a target; null when it cannot or must not be mapped, and is read instead.</summary>
    internal static MappedContent? TryOpen(ReadTarget target, ReadOptions options)
    {
        bool mayMap = target.Facts.Kind == FileKind.Regular
            && target.Facts.Length > 0
            && target.FileSystem != FileSystemKind.Virtual
            && StrategySelector.IsLocal(target.FileSystem);
        if (!mayMap)
        {
            return null;
        }

        try
        {
            MappedFile map = MappedFile.Open(
                target.File,
                new MappedFileOptions
                {
                    ReadInsteadBytesMax = 0,
                    Pool = options.Pool,
                    Backend = options.Backend,
                });
            if (options.UseMappedSequential)
            {
                // Windows reads ahead only what it is told to.
                _ = map.Advise(MapAdvice.Sequential) || map.Prefetch(0, Math.Min(map.Length, PrefetchLengthMax));
            }

            return new MappedContent(target, map);
        }
        catch (NativeIoException)
        {
            // No room for the mapping, a file system that has none, a file that was cut just now: reading works, or
            // says what is wrong.
            return null;
        }
    }

    /// <summary>
    /// Shows a part without a copy. False when it is not inside the mapping, or in two of its pieces.
    /// </summary>
    internal bool TryShare(long offset, int length, out BufferSlice part)
    {
        part = default;
        if (!_map.IsMapped || length > Length - offset)
        {
            return false;
        }

        part = _map.Share(offset, length);
        if (part.ChunkCount == 1)
        {
            return true;
        }

        part.Dispose();
        part = default;
        return false;
    }

    /// <summary>Shows everything without a copy. Ownership: the caller disposes the slice.</summary>
    internal BufferSlice Share() => _map.Share();

    /// <summary>
    /// Copies until the memory is full or the file ends, whatever happened to it since it was mapped.
    /// </summary>
    internal int Copy(Span<byte> destination, long offset)
    {
        int count = 0;
        if (offset < Length)
        {
            try
            {
                count = _map.CopyTo(destination, offset);
            }
            catch (NativeIoException exception) when (exception.Kind == IoErrorKind.EndOfFile)
            {
                count = (int)exception.BytesTransferred;
            }

            count = (int)Math.Clamp(_target.File.Length - offset, 0, count);
        }

        return count == destination.Length ? count : count + _target.ReadFull(destination[count..], offset + count);
    }

    public void Dispose() => _map.Dispose();
}
