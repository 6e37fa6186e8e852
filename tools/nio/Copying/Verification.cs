using System;
using System.Threading;
using NativeIo;

namespace Nio.Copying;

/// <summary>Reads source and copy again and compares them.</summary>
internal static class Verification
{
    private const int BlockLength = 256 * 1024;

    /// <exception cref="CopyException">They differ; the message says where.</exception>
    /// <exception cref="NativeIoException">One cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    internal static void Run(NativeFile source, NativeFile copy, CancellationToken cancellation)
    {
        // What is still in the page cache says nothing about the device; clean pages can leave the cache.
        copy.Flush(FlushLevel.Data);
        _ = copy.Advise(FileAdvice.DontNeed);
        byte[] expected = new byte[BlockLength];
        byte[] actual = new byte[BlockLength];
        long offset = 0;
        int count;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            count = source.ReadFull(expected, offset);
            int countCopied = copy.ReadFull(actual, offset);
            int same = expected.AsSpan(0, count).CommonPrefixLength(actual.AsSpan(0, countCopied));
            if (same < count || same < countCopied)
            {
                throw new CopyException(
                    $"the copy differs from the source at byte {offset + same}. The source may have changed while it "
                    + "was copied; else the device or the memory is failing. The copy was removed; copy it again.");
            }

            offset += count;
        }
        while (count > 0);
    }
}
