using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.InteropServices;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// The next names of one folder in the order of keys, a bounded number of them whatever the folder has.
/// </summary>
/// <remarks>
/// A folder has no order, so its names are read and sorted. Of more names than fit, the first are kept, and the folder
/// is read again when they are used up: memory stays the same, and a folder of any length is read once for so many
/// names. Names that come or go meanwhile change nothing for the others. Ownership: borrows the folder. Thread safety:
/// none.
/// </remarks>
internal sealed class FolderWindow
{
    /// <summary>Names that are kept: some megabytes at most for ordinary names.</summary>
    internal const int NamesMax = 64 * 1024;

    private readonly int _namesMax;
    private readonly List<Item> _items = [];
    private byte[] _parts = new byte[4096];
    private byte[] _bound = [];
    private int _used;
    private int _next;
    private bool _hasMore;

    internal FolderWindow(int namesMax = NamesMax) => _namesMax = namesMax;

    /// <summary>Decides about a name before it is kept.</summary>
    internal delegate bool Filter(ReadOnlySpan<byte> part, bool isFolder);

    /// <summary>Reads the folder.</summary>
    internal void Fill(RootedDirectory folder, FileKeys keys, bool isRoot, Filter filter)
    {
        _items.Clear();
        _used = 0;
        _next = 0;
        _hasMore = false;
        Span<byte> part = stackalloc byte[512];
        using FolderEntries entries = folder.ReadEntries();
        while (entries.TryRead(out ReadOnlySpan<byte> name, out FileKind kind))
        {
            if (name.Length >= part.Length || (isRoot && IsInternal(name)))
            {
                continue;
            }

            if (kind == FileKind.Unknown
                && folder.TryGetFacts(NativePath.FromBytes(name), out FileFacts facts))
            {
                kind = facts.Kind;
            }

            if (kind is not (FileKind.Regular or FileKind.Directory))
            {
                continue;
            }

            bool isFolder = kind == FileKind.Directory;
            int length = keys.Decode(name, isFolder, part);
            if (length >= 0 && IsAfterBound(part[..length]) && filter(part[..length], isFolder))
            {
                Add(part[..length], isFolder);
            }
        }

        Sort();
        Trim();
    }

    /// <summary>Takes the next name; false when the folder has no more.</summary>
    internal bool TryTake(
        RootedDirectory folder, FileKeys keys, bool isRoot, Filter filter, out ReadOnlySpan<byte> part,
            out bool isFolder)
    {
        if (_next == _items.Count && _hasMore)
        {
            _bound = PartOf(_items[^1]).ToArray();
            Fill(folder, keys, isRoot, filter);
        }

        if (_next == _items.Count)
        {
            part = default;
            isFolder = false;
            return false;
        }

        Item item = _items[_next++];
        part = PartOf(item);
        isFolder = item.IsFolder;
        return true;
    }

    /// <summary>Makes the name that was taken last the next one again.</summary>
    internal void StepBack()
    {
        Debug.Assert(_next > 0, "A name was taken.");
        _next--;
    }

    private static bool IsInternal(ReadOnlySpan<byte> name) =>
        System.Text.Ascii.EqualsIgnoreCase(name, FileKeys.InternalFolder);

    private bool IsAfterBound(ReadOnlySpan<byte> part) => _bound.Length == 0 || part.SequenceCompareTo(_bound) > 0;

    private ReadOnlySpan<byte> PartOf(Item item) => _parts.AsSpan(item.Start, item.Length);

    private void Add(ReadOnlySpan<byte> part, bool isFolder)
    {
        if (_hasMore && part.SequenceCompareTo(PartOf(_items[_namesMax - 1])) > 0)
        {
            return;
        }

        if (_used + part.Length > _parts.Length)
        {
            Array.Resize(ref _parts, Math.Max(2 * _parts.Length, _used + part.Length));
        }

        part.CopyTo(_parts.AsSpan(_used));
        _items.Add(new Item(_used, part.Length, isFolder));
        _used += part.Length;
        if (_items.Count == 2 * _namesMax)
        {
            Sort();
            Trim();
        }
    }

    /// <summary>Sorts, and drops what a folder that changes may give twice.</summary>
    private void Sort()
    {
        byte[] parts = _parts;
        CollectionsMarshal.AsSpan(_items).Sort((left, right) =>
            parts.AsSpan(left.Start, left.Length).SequenceCompareTo(parts.AsSpan(right.Start, right.Length)));
        int kept = 0;
        for (int index = 0; index < _items.Count; index++)
        {
            if (kept == 0 || !PartOf(_items[kept - 1]).SequenceEqual(PartOf(_items[index])))
            {
                _items[kept++] = _items[index];
            }
        }

        _items.RemoveRange(kept, _items.Count - kept);
    }

    /// <summary>Keeps the first names, and their bytes only.</summary>
    private void Trim()
    {
        if (_items.Count <= _namesMax)
        {
            return;
        }

        _items.RemoveRange(_namesMax, _items.Count - _namesMax);
        _hasMore = true;
        byte[] kept = new byte[_parts.Length];
        int used = 0;
        foreach (ref Item item in CollectionsMarshal.AsSpan(_items))
        {
            PartOf(item).CopyTo(kept.AsSpan(used));
            item = item with { Start = used };
            used += item.Length;
        }

        Debug.Assert(used <= _used, "Fewer names have fewer bytes.");
        _parts = kept;
        _used = used;
    }

    private readonly record struct Item(int Start, int Length, bool IsFolder);
}
