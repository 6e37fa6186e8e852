using System;

namespace Nio.Scanning;

/// <summary>Counts line ends, as <c>wc -l</c> does.</summary>
internal sealed class LineEndProbe : ContentProbe
{
    private long _count;

    internal override void Add(ReadOnlySpan<byte> bytes) => _count += bytes.Count((byte)'\n');

    internal override ContentAnswer Finish()
    {
        ContentAnswer answer = new(_count);
        _count = 0;
        return answer;
    }
}
