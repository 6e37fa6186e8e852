using NativeIo;

namespace Nio.Copying;

/// <summary>What the user asked of <c>nio copy</c>.</summary>
internal sealed record CopyRequest
{
    internal required string Source { get; init; }

    internal required string Destination { get; init; }

    /// <summary>Gets a value indicating whether bytes go around the page cache.</summary>
    internal bool IsDirect { get; init; }

    /// <summary>Gets a value indicating whether pages leave the cache as soon as they can.</summary>
    internal bool LeavesCache { get; init; }

    /// <summary>Gets what must be on the device before a file gets its name.</summary>
    internal FlushLevel Durability { get; init; } = FlushLevel.Data;

    /// <summary>
    /// Gets a value indicating whether owners, special permission bits, extended attributes and further names of a file
    /// are kept too.
    /// </summary>
    internal bool IsArchive { get; init; }

    internal bool Verifies { get; init; }

    /// <summary>Gets a value indicating whether existing files are replaced, and existing folders added to.</summary>
    internal bool Forces { get; init; }

    internal bool Json { get; init; }
}
