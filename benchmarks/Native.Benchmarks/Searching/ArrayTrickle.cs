using System;
using System.Buffers;

namespace Native.Benchmarks;

/// <summary>One byte at a time into an ArrayBufferWriter, looking at the new byte only.</summary>
internal sealed class ArrayTrickle(byte[] corpus) : Workload
{
    private readonly ArrayBufferWriter<byte> _writer = new();

    public override Outcome Pass()
    {
        ulong checksum = 0;
        for (int i = 0; i < corpus.Length; i++)
        {
            int seen = _writer.WrittenCount;
            _writer.Write(new ReadOnlySpan<byte>(in corpus[i]));
            int position = _writer.WrittenSpan[seen..].IndexOf((byte)'\n');
            if (position >= 0)
            {
                checksum += Outcome.Value(_writer.WrittenSpan[..(seen + position - 1)]);
                _writer.ResetWrittenCount();
            }
        }

        return new Outcome(corpus.Length, corpus.Length, checksum);
    }
}
