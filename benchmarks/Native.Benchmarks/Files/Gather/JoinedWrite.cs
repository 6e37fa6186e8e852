using System;
using System.IO;

namespace Native.Benchmarks;

/// <summary>All pieces copied side by side to a reused array, then one RandomAccess.Write.</summary>
internal sealed class JoinedWrite(GatherWork work) : GatherWorkload(work, "joined")
{
    private readonly byte[] _joined = new byte[work.TotalLength];

    protected override void Write()
    {
        int length = 0;
        foreach (ReadOnlyMemory<byte> piece in Pieces)
        {
            piece.Span.CopyTo(_joined.AsSpan(length));
            length += piece.Length;
        }

        RandomAccess.Write(Destination.Handle, _joined, 0);
    }
}
