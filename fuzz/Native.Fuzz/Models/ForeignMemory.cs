using System;
using System.Collections.Generic;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Models;

/// <summary>Memory that somebody else owns: it must not be written to, and is released exactly once.</summary>
internal sealed class ForeignMemory
{
    private readonly List<Block> _blocks = [];

    /// <summary>Lends a copy of the bytes; the state goes to <see cref="Release"/>.</summary>
    public (ReadOnlyMemory<byte> Memory, object State) Lend(ReadOnlySpan<byte> bytes)
    {
        var block = new Block(GuardedPieces.Copy(bytes), bytes.ToArray());
        _blocks.Add(block);
        return (block.Bytes, block);
    }

    /// <summary>The callback for every block.</summary>
    public static void Release(object? state)
    {
        var block = (Block)state!;
        block.Releases++;
        Verify.Equal(1, block.Releases, "Releases of foreign memory");
        Verify.Equal(block.Original, block.Bytes.Span, "Foreign memory was written to");

        // From here on its owner may do what he wants with it.
        block.Bytes.Span.Fill(0xDD);
    }

    /// <summary>Nothing is held any more.</summary>
    public void VerifyReleased()
    {
        foreach (Block block in _blocks)
        {
            Verify.Equal(1, block.Releases, "Releases of foreign memory at the end");
        }
    }

    private sealed record Block(Memory<byte> Bytes, byte[] Original)
    {
        public int Releases { get; set; }
    }
}
