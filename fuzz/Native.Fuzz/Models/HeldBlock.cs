using System;
using System.Buffers;
using System.Collections.Generic;
using ChunkedBuffers;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Models;

/// <summary>
/// A block that a program holds, by a memory owner or by slices, filled with bytes that nobody else writes: two blocks
/// over the same memory would show.
/// </summary>
internal sealed class HeldBlock
{
    // Blocks of this size are filled and compared whole; of larger ones both ends, where neighbours would show.
    private const int ComparedWholeMax = 8192;
    private const int ComparedAtEnds = 512;

    private readonly IMemoryOwner<byte>? _owner;
    private readonly byte _tag;

    public HeldBlock(IMemoryOwner<byte> owner, byte tag)
    {
        _owner = owner;
        _tag = tag;
        Length = owner.Memory.Length;
        Fill(owner.Memory.Span);
    }

    public HeldBlock(BufferSlice slice, int length, byte tag)
    {
        Slices = [slice];
        _tag = tag;
        Length = length;
    }

    /// <summary>The handles; the block is held while there is one. Empty when a memory owner holds it.</summary>
    public List<BufferSlice> Slices { get; } = [];

    public int Length { get; }

    /// <summary>True when the block can be shared.</summary>
    public bool IsSlice => _owner is null;

    /// <summary>Fills memory with the tag, as far as it will be compared.</summary>
    public static void Fill(Span<byte> span, byte tag)
    {
        if (span.Length <= ComparedWholeMax)
        {
            span.Fill(tag);
            return;
        }

        span[..ComparedAtEnds].Fill(tag);
        span[^ComparedAtEnds..].Fill(tag);
    }

    /// <summary>The memory still shows the tag.</summary>
    public void VerifyContent()
    {
        ReadOnlySpan<byte> span = _owner is null ? Slices[0].AsSpan() : _owner.Memory.Span;
        Verify.Equal(Length, span.Length, "Length of a held block");
        bool isWhole = span.Length <= ComparedWholeMax;
        VerifyTag(isWhole ? span : span[..ComparedAtEnds]);
        VerifyTag(isWhole ? [] : span[^ComparedAtEnds..]);
    }

    /// <summary>Gives one handle back; true when it was the last.</summary>
    public bool Release()
    {
        if (_owner is not null)
        {
            _owner.Dispose();
            return true;
        }

        Slices[^1].Dispose();
        Slices.RemoveAt(Slices.Count - 1);
        return Slices.Count == 0;
    }

    private void Fill(Span<byte> span) => Fill(span, _tag);

    private void VerifyTag(ReadOnlySpan<byte> span) =>
        Verify.True(!span.ContainsAnyExcept(_tag), "Somebody else wrote to a held block");
}
