using System;

namespace Native.Benchmarks;

/// <summary>An in-process competitor in a scenario; ours is called <see cref="Ours"/>.</summary>
internal sealed record Peer(string Name, Func<Workload> Create)
{
    public const string Ours = "native";

    /// <summary>Ours with a pool that is confined to one thread and counts without atomic operations.</summary>
    public const string OursSingleThreaded = "native-st";
}
