using System;
using System.Collections.Generic;
using System.Threading;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// Makes names survive a power failure: flushes folders, alone or for all that wait for the same folder at once, and
/// remembers which folders are sure to be found themselves.
/// </summary>
/// <remarks>
/// <para>A folder that is found may have been made a moment ago by somebody who has not flushed the one above yet. So
/// the first time that a folder is used, all above it are flushed; a folder of the same path and another identity is
/// another folder.</para>
/// <para>Thread safety: all members.</para>
/// </remarks>
internal sealed partial class FolderFlushes(bool shares)
{
    /// <summary>Folders that are remembered; a store that uses more flushes some again.</summary>
    private const int KnownMax = 4096;

    private readonly bool _shares = shares;
    private readonly Dictionary<string, FileIdentity> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<FileIdentity, FlushTurns> _turns = [];

    /// <summary>Makes what was put into, or taken out of, a folder survive.</summary>
    internal void Flush(RootedDirectory folder)
    {
        if (!_shares)
        {
            FlushAlone(folder);
            return;
        }

        FileIdentity identity = folder.GetFacts(default).Identity;
        FlushTurns turns;
        lock (_turns)
        {
            if (!_turns.TryGetValue(identity, out turns!))
            {
                turns = new FlushTurns();
                _turns.Add(identity, turns);
            }

            turns.Users++;
        }

        try
        {
            turns.Flush(folder);
        }
        finally
        {
            lock (_turns)
            {
                if (--turns.Users == 0)
                {
                    _ = _turns.Remove(identity);
                }
            }
        }
    }

    /// <summary>Makes sure that a folder itself is found after a power failure.</summary>
    /// <param name="root">The store's root.</param>
    /// <param name="path">The folder's path.</param>
    /// <param name="folder">The folder, open.</param>
    /// <returns>False when a folder above is gone meanwhile.</returns>
    internal bool TryAnchor(RootedDirectory root, string path, RootedDirectory folder)
    {
        FileIdentity identity = folder.GetFacts(default).Identity;
        lock (_known)
        {
            if (_known.TryGetValue(path, out FileIdentity known) && known == identity)
            {
                return true;
            }
        }

        FlushAlone(root);
        for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            using RootedDirectory? above = root.TryOpenDirectory(path[..slash]);
            if (above is null)
            {
                return false;
            }

            FlushAlone(above);
        }

        lock (_known)
        {
            if (_known.Count == KnownMax)
            {
                _known.Clear();
            }

            _known[path] = identity;
        }

        return true;
    }

    /// <summary>Forgets a folder that was removed.</summary>
    internal void Forget(string path)
    {
        lock (_known)
        {
            _ = _known.Remove(path);
        }
    }

    private static void FlushAlone(RootedDirectory folder)
    {
        try
        {
            folder.Flush();
        }
        catch (NativeIoException exception) when (
            exception.Kind is IoErrorKind.InvalidArgument or IoErrorKind.NotSupported)
        {
            // Some file systems cannot flush a folder; there is nothing more to ask them for.
            return;
        }
    }
}
