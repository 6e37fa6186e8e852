using System;
using ChunkedBuffers;

namespace Outside;

/// <summary>A user's first program on the package: buffer an arrival, take a line, keep it beyond the buffer.</summary>
internal static class Program
{
    private static int Main()
    {
        BufferSlice line;
        using (ChunkedBuffer buffer = new())
        {
            buffer.Append("first\r\nsec"u8);
            buffer.Append("ond\r\n"u8);
            if (!buffer.TryTakeLine(out line) || buffer.Length != "second\r\n".Length)
            {
                return 1;
            }
        }

        using (line)
        {
            return line.AsSpan().SequenceEqual("first"u8) ? 0 : 1;
        }
    }
}
