using System.Threading;

namespace NativeIo.Platform;

/// <summary>What one mount turned out to refuse, so that it is asked once.</summary>
/// <remarks>Thread safety: all members; setting twice is setting once.</remarks>
internal sealed class MountLatch
{
    private int _refusesUncached;

    /// <summary>Gets the code with which the mount refused to read around its page cache; 0 when it did not.</summary>
    internal int UncachedRefusal => Volatile.Read(ref _refusesUncached);

    /// <summary>Remembers a refusal.</summary>
    internal void RefuseUncached(int errorCode) => Volatile.Write(ref _refusesUncached, errorCode);
}
