using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using NativeIo;

namespace Nio.Inputs;

/// <summary>
/// Counts on a thread of its own how many files and bytes there are, for the time left of work that is under way
/// already. Disposing ends it early.
/// </summary>
internal sealed class SizeCount : IDisposable
{
    private readonly IReadOnlyList<string> _paths;
    private readonly bool _followsLinks;
    private volatile bool _isDisposed;
    private long _bytes = -1;

    private SizeCount(IReadOnlyList<string> paths, bool followsLinks)
    {
        _paths = paths;
        _followsLinks = followsLinks;
    }

    /// <summary>Gets the bytes of all files; null until they are counted.</summary>
    internal long? Bytes => Volatile.Read(ref _bytes) is >= 0 and long bytes ? bytes : null;

    internal static SizeCount Start(IReadOnlyList<string> paths, bool followsLinks)
    {
        SizeCount count = new(paths, followsLinks);
        new Thread(count.Run) { IsBackground = true, Name = "nio count" }.Start();
        return count;
    }

    public void Dispose() => _isDisposed = true;

    private void Run()
    {
        long bytes = 0;
        DirectoryWalkOptions options = new() { FollowsLinks = _followsLinks };
        try
        {
            foreach (DirectoryEntry entry in _paths.SelectMany(path => new DirectoryWalker(path, options)))
            {
                if (_isDisposed)
                {
                    return;
                }

                if (entry.Kind == FileKind.Regular && entry.Path.TryGetText(out string? text))
                {
                    FileInfo file = new(text);
                    bytes += file.Exists ? file.Length : 0;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is only for the time left; what is wrong is told where the file is used.
            return;
        }

        Volatile.Write(ref _bytes, bytes);
    }
}
