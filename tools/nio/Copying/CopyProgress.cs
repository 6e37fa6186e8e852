using System;

namespace Nio.Copying;

/// <summary>Adds what a transfer has moved to the total; a transfer reports all it has moved so far.</summary>
internal sealed class CopyProgress(CopyTotal total) : IProgress<long>
{
    private long _reported;

    public void Report(long value)
    {
        total.AddBytes(value - _reported);
        _reported = value;
    }
}
