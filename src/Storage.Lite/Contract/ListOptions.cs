using System;

namespace Storage.Lite;

/// <summary>What a list shows, and in which portions.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record ListOptions
{
    /// <summary>The largest page, which is that of S3.</summary>
    public const int PageSizeMax = 1000;

    /// <summary>Gets the options that list everything.</summary>
    public static ListOptions Default { get; } = new();

    /// <summary>Gets the text that keys begin with; it is text, not a folder: <c>a</c> also finds <c>ab</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Gets the key after which the list begins; null for the first.</summary>
    public string? StartAfter { get; init; }

    /// <summary>
    /// Gets what ends a common prefix, usually <c>/</c>: keys with it after the prefix are shown as one
    /// <see cref="StoragePage.Prefixes">prefix</see>. Empty shows every key.
    /// </summary>
    public string Delimiter { get; init; } = "";

    /// <summary>Gets the most entries and prefixes of a page, 1 to <see cref="PageSizeMax"/>.</summary>
    public int PageSize { get; init; } = PageSizeMax;

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentException">A text is not well-formed, or a number is out of range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PageSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PageSize, PageSizeMax);
        RequireText(Prefix, nameof(Prefix));
        RequireText(StartAfter ?? "", nameof(StartAfter));
        RequireText(Delimiter, nameof(Delimiter));
    }

    private static void RequireText(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        if (StorageKey.RefusePrefix(text) is { } reason)
        {
            throw new ArgumentException($"'{text}' cannot be part of a key: {reason}.", name);
        }
    }
}
