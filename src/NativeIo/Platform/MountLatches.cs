using System.Collections.Concurrent;

namespace NativeIo.Platform;

/// <summary>
/// The latches of all mounts that were asked, by the number of the device, and their kinds. What one file system
/// refuses another may have, so nothing is switched off for the process.
/// </summary>
/// <remarks>Thread safety: all members.</remarks>
internal sealed class MountLatches
{
    /// <summary>
    /// Mounts that are told apart; a machine that mounts and unmounts for ever starts to ask again.
    /// </summary>
    private const int CountMax = 4096;

    private readonly ConcurrentDictionary<ulong, MountLatch> _latches = new();

    /// <summary>The kinds of file systems, by the mounts' own numbers, which are never given twice.</summary>
    private readonly ConcurrentDictionary<ulong, FileSystemKind> _kinds = new();

    /// <summary>Gets the latch of a device.</summary>
    internal MountLatch For(ulong device)
    {
        if (_latches.TryGetValue(device, out MountLatch? known))
        {
            return known;
        }

        // Counting takes every lock of the dictionary, so that is for new ones.
        if (_latches.Count > CountMax)
        {
            _latches.Clear();
        }

        return _latches.GetOrAdd(device, static _ => new MountLatch());
    }

    /// <summary>
    /// Gets what kind of file system a file is on. The system is asked once for each mount whose number it tells: the
    /// call costs as much as reading a short file. It may say something another time when it did not.
    /// </summary>
    internal FileSystemKind KindOf(NativeFile file, in FileFacts facts)
    {
        if (facts.MountId != 0 && _kinds.TryGetValue(facts.MountId, out FileSystemKind known))
        {
            return known;
        }

        FileSystemKind kind = file.GetFileSystem().Kind;
        if (facts.MountId != 0 && kind != FileSystemKind.Unknown)
        {
            if (_kinds.Count > CountMax)
            {
                _kinds.Clear();
            }

            _kinds[facts.MountId] = kind;
        }

        return kind;
    }
}
