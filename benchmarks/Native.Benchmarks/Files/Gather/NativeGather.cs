using NativeIo;

namespace Native.Benchmarks;

/// <summary>Ours, from a list of pieces.</summary>
internal sealed class NativeGather(GatherWork work) : GatherWorkload(work, "native")
{
    protected override void Write() => VectoredWriter.Write(Destination, Pieces, 0);
}
