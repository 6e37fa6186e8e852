using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Threading;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// Finds the objects of a store in the order of their keys, with one folder open for each level that it is in.
/// </summary>
/// <remarks>
/// All keys below a folder begin alike and no others do, so a folder is visited as a whole where its beginning stands
/// in the order. Ownership: owns the folders that it opens. Thread safety: none.
/// </remarks>
internal sealed partial class FileLister : IDisposable
{
    private readonly RootedDirectory _root;
    private readonly FileKeys _keys;
    private readonly ListOptions _options;
    private readonly Func<StorageKey, RootedDirectory, string, StorageEntry?> _describe;
    private readonly int _namesMax;
    private readonly Stack<Frame> _frames = new();
    private readonly byte[] _prefix;
    private readonly byte[] _after;
    private byte[] _skipped = [];
    private StorageEntry? _pendingEntry;
    private string? _pendingPrefix;
    private bool _isStarted;

    /// <summary>Makes a lister.</summary>
    /// <param name="root">Where. Ownership: borrows.</param>
    /// <param name="keys">The layout.</param>
    /// <param name="options">Which, checked.</param>
    /// <param name="describe">Tells what is known of a file in a folder; null when it is no object any more.</param>
    /// <param name="namesMax">Names of a folder that are kept in memory.</param>
    internal FileLister(
        RootedDirectory root,
        FileKeys keys,
        ListOptions options,
        Func<StorageKey, RootedDirectory, string, StorageEntry?> describe,
        int namesMax = FolderWindow.NamesMax)
    {
        _root = root;
        _keys = keys;
        _options = options;
        _describe = describe;
        _namesMax = namesMax;
        _describeTurn = DescribeTurn;
        _prefix = Encoding.UTF8.GetBytes(options.Prefix);
        _after = Encoding.UTF8.GetBytes(options.StartAfter ?? "");
    }

    /// <summary>Finds the next page; its continuation is null when it is the last.</summary>
    internal StoragePage Next(CancellationToken cancellation)
    {
        if (!_isStarted)
        {
            _isStarted = true;
            _frames.Push(new Frame(this, _root, isOwned: false, []));
            Advance(_options.PageSize, cancellation);
        }

        List<StorageEntry> entries = [];
        List<string> prefixes = [];
        string? last = null;
        while (_pendingEntry is not null || _pendingPrefix is not null)
        {
            if (entries.Count + prefixes.Count == _options.PageSize)
            {
                return new StoragePage(entries, prefixes, last);
            }

            if (_pendingPrefix is not null)
            {
                prefixes.Add(_pendingPrefix);
                last = _pendingPrefix;
            }
            else
            {
                entries.Add(_pendingEntry!.Value);
                last = _pendingEntry.Value.Key.Text;
            }

            // One more than the page, to know whether there is another.
            Advance(_options.PageSize - entries.Count - prefixes.Count + 1, cancellation);
        }

        return new StoragePage(entries, prefixes);
    }

    public void Dispose()
    {
        while (_frames.TryPop(out Frame? frame))
        {
            frame.Dispose();
        }
    }

    private static bool Overlaps(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.Length <= right.Length ? right.StartsWith(left) : left.StartsWith(right);

    /// <summary>Finds the next entry or common prefix.</summary>
    private void Advance(int room, CancellationToken cancellation)
    {
        _pendingEntry = null;
        _pendingPrefix = null;
        while (!TryTakeDescribed() && _frames.TryPeek(out Frame? frame))
        {
            cancellation.ThrowIfCancellationRequested();
            if (_options.Delimiter.Length == 0 && TryFillBatch(frame, room))
            {
                // Described together, and taken one by one.
                continue;
            }

            if (!frame.TryTake(out byte[]? beginning, out string? name, out bool isFolder))
            {
                _frames.Pop().Dispose();
            }
            else if (isFolder)
            {
                if (frame.Folder.TryOpenDirectory(name) is { } folder)
                {
                    _frames.Push(new Frame(this, folder, isOwned: true, beginning));
                }
            }
            else if (TryFind(frame, beginning, name))
            {
                return;
            }
        }
    }

    private bool TryFind(Frame frame, byte[] bytes, string name)
    {
        if (!StorageKey.TryParse(Encoding.UTF8.GetString(bytes), out StorageKey key, out _))
        {
            // Somebody else's file, whose name is no key.
            return false;
        }

        string? common = CommonPrefixOf(key.Text);
        if (common is not null && _options.StartAfter is { } after
            && Utf8Order.Compare(common, after) <= 0)
        {
            _skipped = Encoding.UTF8.GetBytes(common);
            return false;
        }

        if (_describe(key, frame.Folder, name) is not { } entry)
        {
            return false;
        }

        if (common is null)
        {
            _pendingEntry = entry;
            return true;
        }

        _pendingPrefix = common;
        _skipped = Encoding.UTF8.GetBytes(common);
        while (_frames.TryPeek(out Frame? top) && top.Beginning.AsSpan().StartsWith(_skipped))
        {
            _frames.Pop().Dispose();
        }

        return true;
    }

    private string? CommonPrefixOf(string key)
    {
        if (_options.Delimiter.Length == 0)
        {
            return null;
        }

        int index = key.IndexOf(_options.Delimiter, _options.Prefix.Length, StringComparison.Ordinal);
        return index < 0 ? null : key[..(index + _options.Delimiter.Length)];
    }

    /// <summary>Says whether an object, or anything below a folder, may belong to what is left of the list.</summary>
    private bool IsWanted(ReadOnlySpan<byte> bytes, bool isFolder)
    {
        if (_skipped.Length > 0 && bytes.StartsWith(_skipped))
        {
            return false;
        }

        return isFolder
            ? Overlaps(bytes, _prefix) && (bytes.SequenceCompareTo(_after) > 0 || _after.AsSpan().StartsWith(bytes))
            : bytes.StartsWith(_prefix) && (_after.Length == 0 || bytes.SequenceCompareTo(_after) > 0);
    }
}
