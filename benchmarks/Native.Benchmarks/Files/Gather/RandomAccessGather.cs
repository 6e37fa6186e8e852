using System.IO;

namespace Native.Benchmarks;

/// <summary>RandomAccess.Write of a list.</summary>
internal sealed class RandomAccessGather(GatherWork work) : GatherWorkload(work, "randomaccess")
{
    protected override void Write() => RandomAccess.Write(Destination.Handle, Pieces, 0);
}
