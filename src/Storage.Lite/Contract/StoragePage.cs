using System.Collections.Generic;

namespace Storage.Lite;

/// <summary>A portion of a list, in the order of the keys' UTF-8 bytes.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed class StoragePage
{
    /// <summary>Makes a page.</summary>
    /// <param name="entries">The objects. Ownership: transfers, nobody changes it any more.</param>
    /// <param name="prefixes">The common prefixes. Ownership: transfers.</param>
    /// <param name="continuation">
    /// What to pass as <see cref="ListOptions.StartAfter"/> for what follows; null at the end.
    /// </param>
    public StoragePage(
        IReadOnlyList<StorageEntry> entries, IReadOnlyList<string>? prefixes = null, string? continuation = null)
    {
        Entries = entries;
        Prefixes = prefixes ?? [];
        Continuation = continuation;
    }

    /// <summary>Gets the objects.</summary>
    public IReadOnlyList<StorageEntry> Entries { get; }

    /// <summary>Gets the common prefixes, each once and with the delimiter at its end.</summary>
    public IReadOnlyList<string> Prefixes { get; }

    /// <summary>Gets what a later list starts after to see what follows; null at the end.</summary>
    public string? Continuation { get; }
}
