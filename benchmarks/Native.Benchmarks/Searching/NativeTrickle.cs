using System;
using ChunkedBuffers;

namespace Native.Benchmarks;

/// <summary>One byte at a time into our buffer; TryTakeLine after each, which resumes where it stopped.</summary>
internal sealed class NativeTrickle(byte[] corpus) : Workload
{
    private readonly ChunkedBuffer _buffer = new();

    protected override void Release() => _buffer.Dispose();

    public override Outcome Pass()
    {
        ulong checksum = 0;
        for (int i = 0; i < corpus.Length; i++)
        {
            _buffer.Append(new ReadOnlySpan<byte>(in corpus[i]));
            if (_buffer.TryTakeLine(out BufferSlice line))
            {
                checksum += Outcome.Value(line.Length, line.FirstSpan[0]);
                line.Dispose();
            }
        }

        return new Outcome(corpus.Length, corpus.Length, checksum);
    }
}
