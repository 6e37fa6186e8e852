using System;
using System.Threading;
using ChunkedBuffers;
using NativeIo;

namespace Nio.Copying;

/// <summary>Copies around the page cache; chunks of zeros in a file with holes become holes.</summary>
internal static class DirectCopy
{
    /// <param name="source">Where from. Ownership: borrows.</param>
    /// <param name="target">Where to; it is empty, and open for reading and writing. Ownership: borrows.</param>
    /// <param name="facts">What is known about the source.</param>
    /// <param name="total">Is told the bytes.</param>
    /// <param name="cancellation">Looked at before each chunk.</param>
    /// <exception cref="NativeIoException">The system refused.</exception>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    internal static (string Way, long HoleBytes) Run(
        NativeFile source, NativeFile target, in FileFacts facts, CopyTotal total, CancellationToken cancellation)
    {
        bool isSparse = facts.Flags.HasFlag(FileFactFlags.Sparse);
        long offset = 0;
        long holeBytes = 0;
        string way;
        using (DirectFileReader reader = DirectFileReader.Open(source))
        using (DirectFileWriter writer = DirectFileWriter.Open(target))
        {
            foreach (BufferSlice chunk in reader.ReadChunks())
            {
                using (chunk)
                {
                    cancellation.ThrowIfCancellationRequested();
                    ReadOnlySpan<byte> bytes = chunk.AsSpan();
                    if (isSparse && !bytes.ContainsAnyExcept((byte)0))
                    {
                        holeBytes += bytes.Length;
                    }
                    else if (writer.Length == offset)
                    {
                        writer.Write(bytes);
                    }
                    else
                    {
                        // Writing behind the end leaves a hole before it.
                        writer.WriteAt(bytes, offset);
                    }

                    offset += bytes.Length;
                    total.AddBytes(bytes.Length);
                }
            }

            writer.Flush(FlushLevel.None);
            way = (reader.IsDirect, writer.IsDirect) switch
            {
                (true, true) => "Direct",
                (false, _) => $"ReadWrite, since direct reads were refused: {reader.FallbackReason}",
                _ => $"ReadWrite, since direct writes were refused: {writer.FallbackReason}",
            };
        }

        target.SetLength(offset);
        return (way, holeBytes);
    }
}
