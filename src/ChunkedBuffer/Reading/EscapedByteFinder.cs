using System;

namespace ChunkedBuffers;

/// <summary>
/// Finds a byte that no escape byte stands in front of; an escape takes the byte behind it, whichever it is.
/// </summary>
internal struct EscapedByteFinder(byte value, byte escape) : IChunkFinder
{
    private bool _isEscaped;

    /// <inheritdoc/>
    public int FindEnd(ReadOnlySpan<byte> chunk)
    {
        int index = 0;
        while (index < chunk.Length)
        {
            if (_isEscaped)
            {
                _isEscaped = false;
                index++;
                continue;
            }

            int hit = chunk.Slice(index).IndexOfAny(value, escape);
            if (hit < 0)
            {
                return -1;
            }

            index += hit;
            if (chunk[index] == value)
            {
                return index;
            }

            _isEscaped = true;
            index++;
        }

        return -1;
    }
}
