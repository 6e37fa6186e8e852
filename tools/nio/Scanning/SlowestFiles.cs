using System;
using System.Collections.Generic;
using NativeIo;

namespace Nio.Scanning;

/// <summary>The files that took longest. Thread safety: none; each worker has its own.</summary>
internal sealed class SlowestFiles
{
    internal const int CountMax = 5;

    private readonly List<(TimeSpan Elapsed, long Length, NativePath Path)> _files = [];

    /// <summary>Gets them, the slowest first.</summary>
    internal IReadOnlyList<(TimeSpan Elapsed, long Length, NativePath Path)> Files => _files;

    internal void Add(TimeSpan elapsed, long length, NativePath path)
    {
        if (_files.Count == CountMax && elapsed <= _files[^1].Elapsed)
        {
            return;
        }

        int index = _files.FindIndex(file => elapsed > file.Elapsed);
        _files.Insert(index < 0 ? _files.Count : index, (elapsed, length, path));
        if (_files.Count > CountMax)
        {
            _files.RemoveAt(CountMax);
        }
    }

    internal void Add(SlowestFiles others)
    {
        foreach ((TimeSpan elapsed, long length, NativePath path) in others._files)
        {
            Add(elapsed, length, path);
        }
    }
}
