using System;
using System.Collections.Generic;
using Microsoft.Win32.SafeHandles;

namespace NativeIo;

/// <summary>
/// The entries of a folder that were read to its end before: to sort them, or to close a handle that others need more.
/// </summary>
internal sealed class CollectedFolderReader : FolderReader
{
    private readonly List<(byte[] Name, FileKind Kind)> _entries = [];
    private readonly FolderReader? _source;
    private readonly NativeIoException? _error;
    private int _next;

    /// <summary>
    /// Collects what a reader has left. A failure comes after the entries that were read before it. Ownership: the
    /// reader transfers when its handle is kept; else it is disposed.
    /// </summary>
    internal CollectedFolderReader(FolderReader source, bool isSorted, bool keepsHandle)
    {
        try
        {
            while (source.TryRead(out ReadOnlySpan<byte> name, out FileKind kind))
            {
                _entries.Add((name.ToArray(), kind));
            }
        }
        catch (NativeIoException exception)
        {
            _error = exception;
        }

        if (isSorted)
        {
            _entries.Sort(static (left, right) => left.Name.AsSpan().SequenceCompareTo(right.Name));
        }

        if (keepsHandle)
        {
            _source = source;
        }
        else
        {
            source.Dispose();
        }
    }

    internal override SafeFileHandle? Handle => _source?.Handle;

    public override void Dispose() => _source?.Dispose();

    internal override bool TryRead(out ReadOnlySpan<byte> name, out FileKind kind)
    {
        if (_next < _entries.Count)
        {
            (byte[] bytes, kind) = _entries[_next++];
            name = bytes;
            return true;
        }

        name = default;
        kind = FileKind.Unknown;
        if (_error is not null && _next++ == _entries.Count)
        {
            throw _error;
        }

        return false;
    }
}
