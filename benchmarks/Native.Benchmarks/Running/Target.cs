namespace Native.Benchmarks;

/// <summary>What we aim for in a scenario. A missed target is shown in the report; it fails nothing.</summary>
internal sealed record Target
{
    /// <summary>Nanoseconds per operation at most.</summary>
    public double? NanosecondsMax { get; init; }

    /// <summary>Gigabytes of input per second at least.</summary>
    public double? GigabytesPerSecondMin { get; init; }

    /// <summary>Our time divided by the named peer's time, at most.</summary>
    public double? RatioMax { get; init; }

    public string? RatioPeer { get; init; }

    /// <summary>A peer whose time is taken off both first: what comes on top of it counts.</summary>
    public string? AbovePeer { get; init; }

    /// <summary>What must be met too.</summary>
    public Target? And { get; init; }
}
