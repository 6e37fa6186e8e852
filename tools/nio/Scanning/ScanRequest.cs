using System;
using System.Collections.Generic;
using NativeIo;

namespace Nio.Scanning;

/// <summary>What the user asked of <c>nio scan</c>.</summary>
internal sealed record ScanRequest
{
    internal required IReadOnlyList<string> Paths { get; init; }

    internal ScanMode Mode { get; init; }

    internal byte[] Pattern { get; init; } = [];

    /// <summary>Gets how files are read: a preset, with the strategy that the user named.</summary>
    internal ReadOptions Reading { get; init; } = ReadOptions.Balanced;

    /// <summary>Gets the number of files that are read at once; 0 leaves it to the scanner.</summary>
    internal int Jobs { get; init; }

    internal bool FollowsLinks { get; init; }

    internal bool Json { get; init; }

    /// <summary>
    /// Gets a value indicating whether the scanner's own way is asked for: in order, to blocks that are used again.
    /// Otherwise each file is read by the strategy that is named, or that its size stands for.
    /// </summary>
    internal bool ReadsByScanner => Reading.Strategy == ReadStrategy.Buffered
        || (Reading.Strategy == ReadStrategy.Auto && !Reading.UsesSizeTable);

    internal int JobsOrDefault => Jobs > 0 ? Jobs : Environment.ProcessorCount;
}
