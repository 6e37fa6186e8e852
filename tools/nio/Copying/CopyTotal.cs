using System.Collections.Generic;
using System.Threading;

namespace Nio.Copying;

/// <summary>
/// How far a copy has come. Thread safety: one thread copies; any thread reads <see cref="Bytes"/> and
/// <see cref="Files"/>, and the rest when the copying is over.
/// </summary>
internal sealed class CopyTotal
{
    private long _bytes;
    private long _files;

    internal long Bytes => Volatile.Read(ref _bytes);

    internal long Files => Volatile.Read(ref _files);

    internal long Folders { get; set; }

    internal long Links { get; set; }

    /// <summary>Gets or sets those of <see cref="Bytes"/> that were left as holes.</summary>
    internal long HoleBytes { get; set; }

    internal long Failures { get; set; }

    internal long Warnings { get; set; }

    /// <summary>Gets how files were copied, and how many in each way.</summary>
    internal SortedDictionary<string, long> Ways { get; } = new(System.StringComparer.Ordinal);

    internal void AddBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);

    internal void AddFile(string way, long holeBytes)
    {
        _ = Interlocked.Increment(ref _files);
        HoleBytes += holeBytes;
        Ways[way] = Ways.GetValueOrDefault(way) + 1;
    }
}
