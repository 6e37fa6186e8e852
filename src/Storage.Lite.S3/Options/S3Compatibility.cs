using System;

namespace Storage.Lite.S3;

/// <summary>
/// What a service that speaks S3 does of it. A service that ignores a condition instead of refusing it would break
/// compare-and-swap in silence, so that what is not known to work has to be off.
/// </summary>
/// <remarks>
/// Thread safety: immutable.
/// <example><code>
/// S3Compatibility own = S3Compatibility.Basic with { CreatesIfAbsent = true };
/// </code></example>
/// </remarks>
public sealed record S3Compatibility
{
    private const long FiveGiB = 5L << 30;

    /// <summary>Gets what Amazon S3 does.</summary>
    public static S3Compatibility Amazon { get; } = new();

    /// <summary>Gets what Ceph's object gateway does, from version 16 on.</summary>
    public static S3Compatibility Ceph { get; } = new()
    {
        CompletesUnderCondition = false,
        DeletesIfMatch = false,
        CopiesIfAbsent = false,
        KeepsChecksums = false,
        TakesQuotedTags = false,
        TakesUnderscoreInMetadata = false,
        TakesExpectContinue = false,
        AnswersLostRacesWithError = true,
    };

    /// <summary>Gets the least: no conditions on changes, no checksums. It is right for every service.</summary>
    public static S3Compatibility Basic { get; } = Ceph with
    {
        CreatesIfAbsent = false,
        ComparesAndSwaps = false,
        AnswersLostRacesWithError = false,
    };

    /// <summary>Gets a value indicating whether a put heeds <c>If-None-Match: *</c>.</summary>
    public bool CreatesIfAbsent { get; init; } = true;

    /// <summary>Gets a value indicating whether a put heeds <c>If-Match</c>.</summary>
    public bool ComparesAndSwaps { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether completing a multipart upload heeds the same conditions as a put. Otherwise a
    /// conditional value has to fit into one request: a writer refuses what is longer than a part.
    /// </summary>
    public bool CompletesUnderCondition { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether a delete heeds <c>If-Match</c>; with it, one of several deleters is told that
    /// there was an object, without it each may be.
    /// </summary>
    public bool DeletesIfMatch { get; init; } = true;

    /// <summary>Gets a value indicating whether a copy heeds <c>If-None-Match: *</c> for its target.</summary>
    public bool CopiesIfAbsent { get; init; } = true;

    /// <summary>Gets a value indicating whether CRC-32C is checked, kept, and told by a get.</summary>
    public bool KeepsChecksums { get; init; } = true;

    /// <summary>Gets a value indicating whether versions in conditions are quoted, as HTTP says.</summary>
    public bool TakesQuotedTags { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether names of metadata may have an underscore. Where it becomes another character,
    /// such a name is refused.
    /// </summary>
    public bool TakesUnderscoreInMetadata { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether a put may ask before it sends its bytes (<c>Expect: 100-continue</c>). Some
    /// services take the bytes of a put that they refused for the next request.
    /// </summary>
    public bool TakesExpectContinue { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether a conditional put that lost a race may be answered by an error of the server
    /// (500) instead of 412, with nothing changed.
    /// </summary>
    public bool AnswersLostRacesWithError { get; init; }

    /// <summary>Gets the most bytes of a put in one request.</summary>
    public long SinglePutBytesMax { get; init; } = FiveGiB;

    /// <summary>Gets the most bytes of a copy in one request; what is longer is copied in parts.</summary>
    public long SingleCopyBytesMax { get; init; } = FiveGiB;

    /// <summary>Finds one by its name in configuration.</summary>
    /// <param name="name"><c>amazon</c>, <c>ceph</c> or <c>basic</c>, in any case.</param>
    /// <returns>What the service does; null when there is no such name.</returns>
    public static S3Compatibility? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToUpperInvariant() switch
        {
            "AMAZON" => Amazon,
            "CEPH" => Ceph,
            "BASIC" => Basic,
            _ => null,
        };
    }
}
