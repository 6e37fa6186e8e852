using System;

namespace Native.Benchmarks;

/// <summary>1024 appends of 64 bytes, then one look at the end and everything dropped.</summary>
internal abstract class AppendWorkload(byte[] corpus) : Workload
{
    public const int PieceLength = 64;
    public const int TotalLength = 65536;

    public sealed override Outcome Pass()
    {
        AppendAll(corpus);
        return new Outcome(TotalLength / PieceLength, TotalLength, Outcome.Value(TotalLength, LastByteThenEmpty()));
    }

    protected abstract void AppendAll(ReadOnlySpan<byte> content);

    /// <summary>
    /// Returns the last byte appended and leaves the buffer empty, its memory given back as the peer does.
    /// </summary>
    protected abstract byte LastByteThenEmpty();
}
