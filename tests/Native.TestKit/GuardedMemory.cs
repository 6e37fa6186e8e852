using System;
using System.Buffers;
using System.Diagnostics;
using System.Numerics;
using Xunit;

namespace Native.TestKit;

/// <summary>
/// A buffer whose first byte behind (or last byte in front) is inaccessible, so that a read or write one byte too far
/// ends the process instead of passing unnoticed. It owns whole pages between two inaccessible ones; the part of them
/// that the buffer does not use holds poison, which is checked on dispose and so catches writes on the other side.
/// Not thread-safe.
/// </summary>
public sealed class GuardedMemory : MemoryManager<byte>
{
    /// <summary>What fills a new buffer and the unused rest of its pages.</summary>
    public const byte Poison = 0xA5;

    private readonly nint _mapping;
    private readonly int _mappingLength;
    private readonly nint _pages;
    private readonly int _pagesLength;
    private readonly int _start;
    private readonly int _length;
    private bool _disposed;

    private GuardedMemory(int length, GuardPlacement placement, int alignment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        int page = Environment.SystemPageSize;
        _pagesLength = checked(Math.Max(1, (length + page - 1) / page) * page);
        _mappingLength = checked(_pagesLength + (2 * page) + (alignment > page ? alignment : 0));
        _mapping = GuardedPages.Reserve(_mappingLength);

        // What lies between the mapping's start and the first page stays inaccessible.
        _pages = alignment > page ? (_mapping + page + alignment - 1) & -(nint)alignment : _mapping + page;
        GuardedPages.Protect(_pages, _pagesLength, PageAccess.ReadWrite);
        _length = length;
        _start = placement == GuardPlacement.After ? _pagesLength - length : 0;
        Placement = placement;
        AllBytes().Fill(Poison);
    }

    public GuardPlacement Placement { get; }

    public int Length => _length;

    /// <summary>The address of the first byte, for tests of alignment.</summary>
    public nint Address => _pages + _start;

    /// <summary>Makes a buffer of <paramref name="length"/> bytes that is filled with <see cref="Poison"/>.</summary>
    public static GuardedMemory Allocate(int length, GuardPlacement placement = GuardPlacement.After)
    {
        return new GuardedMemory(length, placement, 1);
    }

    /// <summary>
    /// Makes a buffer between two inaccessible pages whose first byte is aligned to <paramref name="alignment"/>, a
    /// power of two. <paramref name="length"/> is a multiple of the page size.
    /// </summary>
    public static GuardedMemory AllocateAligned(int length, int alignment)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(length % Environment.SystemPageSize, 0, nameof(length));
        ArgumentOutOfRangeException.ThrowIfNotEqual(BitOperations.IsPow2(alignment), true, nameof(alignment));
        return new GuardedMemory(length, GuardPlacement.After, alignment);
    }

    /// <summary>Makes a buffer that holds a copy of <paramref name="source"/>.</summary>
    public static GuardedMemory CopyOf(ReadOnlySpan<byte> source, GuardPlacement placement = GuardPlacement.After)
    {
        GuardedMemory memory = new(source.Length, placement, 1);
        source.CopyTo(memory.GetSpan());
        return memory;
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);

        // SAFETY: _start + _length lies within the mapped pages, which stay mapped until Dispose.
        unsafe
        {
            return new Span<byte>((byte*)_pages + _start, _length);
        }
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length, nameof(elementIndex));

        // SAFETY: The index was checked, and mapped memory does not move.
        unsafe
        {
            return new MemoryHandle((byte*)_pages + _start + elementIndex);
        }
    }

    public override void Unpin()
    {
        // Mapped memory does not move, so Pin took nothing that could be given back.
    }

    /// <summary>From here on a write to the buffer ends the process.</summary>
    public void MakeReadOnly()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        GuardedPages.Protect(_pages, _pagesLength, PageAccess.Read);
    }

    /// <summary>From here on any access to the buffer ends the process.</summary>
    public void MakeInaccessible()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        GuardedPages.Protect(_pages, _pagesLength, PageAccess.None);
    }

    /// <summary>Undoes <see cref="MakeReadOnly"/> and <see cref="MakeInaccessible"/>.</summary>
    public void MakeWritable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        GuardedPages.Protect(_pages, _pagesLength, PageAccess.ReadWrite);
    }

    /// <summary>Fails when a byte beside the buffer, on its unguarded side, was written.</summary>
    public void VerifySlack()
    {
        Span<byte> all = AllBytes();
        Span<byte> slack = _start > 0 ? all[.._start] : all[_length..];
        int index = slack.IndexOfAnyExcept(Poison);
        if (index >= 0)
        {
            Assert.Fail($"A byte outside the buffer was written, {index} bytes into its slack of {slack.Length}.");
        }
    }

    /// <summary>Checks the slack and unmaps the pages.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
    }

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
        {
            return;
        }

        if (disposing)
        {
            GuardedPages.Protect(_pages, _pagesLength, PageAccess.ReadWrite);
        }

        try
        {
            if (disposing)
            {
                VerifySlack();
            }
        }
        finally
        {
            _disposed = true;
            GuardedPages.Release(_mapping, _mappingLength);
        }
    }

    private Span<byte> AllBytes()
    {
        Debug.Assert(!_disposed, "The pages are mapped until Dispose.");

        // SAFETY: The pages between the two inaccessible ones are mapped and _pagesLength bytes long.
        unsafe
        {
            return new Span<byte>((void*)_pages, _pagesLength);
        }
    }
}
