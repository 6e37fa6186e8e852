using System.Collections.Concurrent;

namespace NativeIo.Platform;

/// <summary>
/// The latches of all mounts that were asked, by the number of the device. What one file system refuses another may
/// have, so nothing is switched off for the process.
/// </summary>
/// <remarks>Thread safety: all members.</remarks>
internal sealed class MountLatches
{
    /// <summary>
    /// Mounts that are told apart; a machine that mounts and unmounts for ever starts to ask again.
    /// </summary>
    private const int CountMax = 4096;

    private readonly ConcurrentDictionary<ulong, MountLatch> _latches = new();

    /// <summary>Gets the latch of a device.</summary>
    internal MountLatch For(ulong device)
    {
        if (_latches.Count > CountMax)
        {
            _latches.Clear();
        }

        return _latches.GetOrAdd(device, static _ => new MountLatch());
    }
}
