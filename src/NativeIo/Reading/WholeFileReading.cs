using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Reads whole files to blocks of a pool: one block when the file fits into the longest that a pool keeps, else as many
/// of those as it takes. Memory of other lengths would have to be made for each file, and touching new memory costs
/// more than reading.
/// </summary>
/// <remarks>
/// <para>Nobody asks how long the file is: the first read goes to the longest block, of which a small file touches the
/// first pages only, and reading ends where the system says that the file ends. So files without a length, as in
/// <c>/proc</c>, and files that change are read right, and a small file costs four calls.</para>
/// <para>Thread safety: all members.</para>
/// </remarks>
internal sealed class WholeFileReading
{
    /// <summary>The longest block that a pool keeps; see <see cref="BlockPool"/>.</summary>
    internal const int BlockLength = 256 * 1024;

    private static readonly ChunkedBufferOptions s_bufferOptions =
        new() { ChunkLengthMin = BlockLength, ChunkLengthMax = BlockLength };

    private readonly FileBackend _backend;
    private readonly BlockPool _pool;
    private readonly long _lengthMax;
    private ChunkedBuffer? _idle;

    internal WholeFileReading(FileBackend backend, BlockPool pool, long lengthMax)
    {
        _backend = backend;
        _pool = pool;
        _lengthMax = lengthMax;
    }

    /// <summary>
    /// Reads a file by its path with the fewest calls. Ownership: the caller disposes the slice. False when the system
    /// has no cheaper way than handles; nothing was done then.
    /// </summary>
    internal bool TryRead(NativePath path, out BufferSlice content)
    {
        content = default;
        if (!_backend.HasDescriptors)
        {
            return false;
        }

        var request = new FileOpenRequest(path, FileAccess.Read, FileOpenMode.Open, FileOpenFlags.None, 0);
        int attempts = 0;
        IoResult result;
        FileDescriptor descriptor;
        do
        {
            result = _backend.OpenDescriptor(request, out descriptor);
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(_backend, result.ErrorCode, ref attempts));
        if (!result.IsSuccess)
        {
            IoError.Throw(_backend, "open", path, result.ErrorCode);
        }

        try
        {
            content = ReadAll(new DescriptorRead(_backend, descriptor), path);
            return true;
        }
        finally
        {
            _backend.Close(descriptor);
        }
    }

    /// <summary>Reads an open file. Ownership: the caller disposes the slice.</summary>
    internal BufferSlice Read(ReadTarget target)
    {
        BufferSlice content = ReadAll(new TargetRead(target), target.File.Path);
        target.Finish();
        return content;
    }

    /// <summary>
    /// Takes the chunks of a file as they are. Ownership: borrows the read; the caller disposes the slice.
    /// </summary>
    internal BufferSlice Read(AheadRead read, NativePath path)
    {
        using var buffer = new ChunkedBuffer(_pool, s_bufferOptions);
        while (true)
        {
            using BufferSlice chunk = read.TakeNext();
            if (chunk.IsEmpty)
            {
                break;
            }

            RequireLength(path, buffer.Length + chunk.Length);
            buffer.Append(chunk);
        }

        BufferSlice content = buffer.TakeAll();
        if (content.Length > BlockLength / 2 || content.ChunkCount != 1)
        {
            return content;
        }

        using (content)
        {
            return BufferSlice.CopyFrom(content.AsSpan(), _pool);
        }
    }

    /// <summary>Copies a mapped file. Ownership: the caller disposes the slice.</summary>
    internal BufferSlice Read(MappedContent content, NativePath path) => ReadAll(new MappedRead(content), path);

    /// <summary>Throws when a file may not be held whole.</summary>
    /// <exception cref="NativeIoException">It is too long.</exception>
    internal void RequireLength(NativePath path, long length)
    {
        if (length > _lengthMax)
        {
            throw TooLong(path, length);
        }
    }

    private BufferSlice ReadAll<TRead>(TRead read, NativePath path)
        where TRead : struct, ISequentialRead
    {
        using BlockLease first = _pool.RentBlock(BlockLength, allowDirty: true);
        Span<byte> memory = first.Span[..BlockLength];
        int count = FillBlock(ref read, memory, path, 0, out bool isEnd);
        if (!isEnd)
        {
            return ReadRest(read, first, path);
        }

        RequireLength(path, count);

        // A short file moves to a block that fits, so that it does not hold a long one.
        return count <= BlockLength / 2 ? BufferSlice.CopyFrom(memory[..count], _pool) : first.Share(0, count);
    }

    private BufferSlice ReadRest<TRead>(TRead read, BlockLease first, NativePath path)
        where TRead : struct, ISequentialRead
    {
        // Full fence; pairs with the exchange below, so that one thread has the buffer.
        ChunkedBuffer buffer = Interlocked.Exchange(ref _idle, null) ?? new ChunkedBuffer(_pool, s_bufferOptions);
        Debug.Assert(buffer.IsEmpty, "A buffer that is idle holds nothing.");
        try
        {
            using (BufferSlice head = first.Share(0, BlockLength))
            {
                buffer.Append(head);
            }

            bool isEnd = false;
            while (!isEnd)
            {
                RequireLength(path, buffer.Length);
                Span<byte> memory = buffer.GetSpan(BlockLength)[..BlockLength];
                int count = FillBlock(ref read, memory, path, buffer.Length, out isEnd);
                buffer.Advance(count);
            }

            RequireLength(path, buffer.Length);
            return buffer.TakeAll();
        }
        finally
        {
            buffer.AbandonLease();
            buffer.Clear();
            buffer.TrimExcess();
            if (Interlocked.Exchange(ref _idle, buffer) is { } other)
            {
                other.Dispose();
            }
        }
    }

    private int FillBlock<TRead>(ref TRead read, Span<byte> memory, NativePath path, long before, out bool isEnd)
        where TRead : struct, ISequentialRead
    {
        int total = 0;
        int attempts = 0;
        isEnd = false;
        while (total < memory.Length)
        {
            IoResult result = read.Read(memory[total..]);
            if (!result.IsSuccess)
            {
                if (Transfers.IsWorthRepeating(_backend, result.ErrorCode, ref attempts))
                {
                    continue;
                }

                IoError.Throw(_backend, "read", path, result.ErrorCode, before + total);
            }

            if (result.Value == 0)
            {
                isEnd = true;
                break;
            }

            total += (int)result.Value;
        }

        return total;
    }

    private NativeIoException TooLong(NativePath path, long length) => IoError.Create(
        "read",
        path,
        IoErrorKind.FileTooLarge,
        $"it has at least {length} bytes, and a file that is read whole may have {_lengthMax}: read it in chunks",
        length);
}
