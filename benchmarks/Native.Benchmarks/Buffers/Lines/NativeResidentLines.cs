using System;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>
/// Our line enumerator over bytes that are in the buffer already: the walk alone, without the arrival's copy.
/// </summary>
internal sealed class NativeResidentLines : Workload
{
    private readonly ChunkedBuffer _buffer = new();

    public NativeResidentLines(byte[] corpus) => _buffer.Append(corpus);

    public override Outcome Pass()
    {
        long count = 0;
        ulong checksum = 0;
        foreach (ReadOnlySpan<byte> line in _buffer.EnumerateLines())
        {
            checksum += Outcome.Value(line);
            count++;
        }

        return new Outcome(count, _buffer.Length, checksum);
    }

    protected override void Release() => _buffer.Dispose();
}
