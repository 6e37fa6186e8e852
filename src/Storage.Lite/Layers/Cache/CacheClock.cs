using System;
using Microsoft.Extensions.Internal;

namespace Storage.Lite;

/// <summary>Shows a clock to the memory cache, which has an interface of its own for it.</summary>
internal sealed class CacheClock(TimeProvider time) : ISystemClock
{
    private readonly TimeProvider _time = time;

    public DateTimeOffset UtcNow => _time.GetUtcNow();
}
