using System.Collections.Generic;

namespace Storage.Lite.Testing;

/// <summary>What every store does, as cases that a test framework lists and runs one by one.</summary>
/// <remarks>
/// <para>The cases need nothing but a way to open an empty store. What they do not cover, because it is about the
/// inside of a backend or a layer, is tested with that one:</para>
/// <para>19 (a file cut by somebody else), 24 (no permission), 74 (a killed process), 75 (a power cut), 76 and 77 (a
/// full or broken disk), 78 (short writes), 79 (folders that vanish), 62 on volumes that ignore case, and the parts of
/// 36 and 37 that need two processes: the file backend. 18, 81, 82 and 85 (tampering, bombs, old formats): the
/// envelope. 72 (one fill for many gets) and the fill in flight of 71: the cache. 83: the retry layer. 84: the
/// composite store. 54 (the memory of a long list) and 80 (handles and memory after a million operations): each
/// backend. 53b: there are no patterns in lists. 15: ranges are asked for one by one.</para>
/// <para>Numbers from 101 on are ours: metadata, expiry, conditions of deletes, levels of compression, announced
/// lengths, cancellation, ownership, health.</para>
/// <para>Thread safety: immutable.</para>
/// <example><code>
/// var context = new StorageConformanceContext(_ => ValueTask.FromResult&lt;IStorage&gt;(new MemoryStorage()));
/// foreach (StorageConformanceCase one in StorageConformance.Cases)
/// {
///     await one.RunAsync(context);
/// }
/// </code></example>
/// </remarks>
public static class StorageConformance
{
    /// <summary>Gets all cases, in the order of their numbers.</summary>
    public static IReadOnlyList<StorageConformanceCase> Cases { get; } =
    [
        .. RoundTripCases.All,
        .. RangeCases.All,
        .. MissingCases.All,
        .. DeleteCases.All,
        .. ConditionCases.All,
        .. CopyCases.All,
        .. ListCases.All,
        .. KeyCases.All,
        .. ConcurrencyCases.All,
        .. AbortCases.All,
        .. OptionCases.All,
    ];
}
