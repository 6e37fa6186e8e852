using System;
using System.IO;
using System.IO.MemoryMappedFiles;

namespace Native.Benchmarks;

/// <summary>
/// The framework's mapping. Without unsafe code it gives its bytes by copying them, here to a reused buffer.
/// </summary>
internal sealed class MappedViewRead(FileReadWork work) : FileReadWorkload(work)
{
    private readonly byte[] _buffer = new byte[BufferLength];

    protected override ulong ReadOnce(out long length)
    {
        length = 0;
        ulong words = 0;
        long end = new FileInfo(FilePath).Length;
        using var file = MemoryMappedFile.CreateFromFile(
            FilePath, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        using MemoryMappedViewAccessor view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        while (length < end)
        {
            Span<byte> piece = _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, end - length));
            view.SafeMemoryMappedViewHandle.ReadSpan((ulong)length, piece);
            words ^= WordXor.Of(piece);
            length += piece.Length;
        }

        return words;
    }
}
