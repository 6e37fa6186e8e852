using System.Threading;

namespace Nio.Lines;

/// <summary>How many bytes were read so far. Thread safety: all members may be used by any thread.</summary>
internal sealed class ByteProgress
{
    private long _bytes;

    internal long Bytes => Volatile.Read(ref _bytes);

    internal void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
