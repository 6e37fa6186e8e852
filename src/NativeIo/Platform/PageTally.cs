using System.Threading;

namespace NativeIo.Platform;

/// <summary>Counts the bytes of regions that live. Thread safety: all members.</summary>
internal sealed class PageTally
{
    private long _bytes;

    internal long Bytes => Interlocked.Read(ref _bytes);

    internal void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);

    internal void Remove(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
