using System;
using System.Collections.Generic;
using NativeIo;

namespace Storage.Lite;

/// <summary>How a store compresses values.</summary>
/// <remarks>
/// A value whose first 64 KiB do not become smaller is stored as it is, so photographs and archives cost one try.
/// Compressing what an attacker can mix with a secret tells the secret by the length: leave such prefixes out.
/// Thread safety: immutable, as long as nobody changes the list.
/// </remarks>
public sealed record CompressionOptions
{
    /// <summary>
    /// Gets the format: <see cref="CompressionFormat.Brotli"/>, the default, or <see cref="CompressionFormat.ZLib"/>.
    /// </summary>
    public CompressionFormat Format { get; init; } = CompressionFormat.Brotli;

    /// <summary>
    /// Gets the level, from 0 (none) to 9. Default: 1, which is several times as fast as 6 for a few hundredths of
    /// size.
    /// </summary>
    public int Level { get; init; } = 1;

    /// <summary>Gets the beginnings of keys whose values are not compressed, whatever a put says.</summary>
    public IReadOnlyList<string> ExcludedPrefixes { get; init; } = [];

    /// <summary>
    /// Gets how far a value may grow when it is read. Values that are longer than its bytes are not written compressed
    /// either.
    /// </summary>
    public DecompressionLimits Limits { get; init; } = DecompressionLimits.Default;

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public void Validate()
    {
        if (Format is not (CompressionFormat.Brotli or CompressionFormat.ZLib))
        {
            throw new ArgumentException($"Values are compressed with Brotli or ZLib, not {Format}.", nameof(Format));
        }

        RequireLevel(Level, nameof(Level));
        ArgumentNullException.ThrowIfNull(ExcludedPrefixes);
        ArgumentNullException.ThrowIfNull(Limits);
        Limits.Validate();
    }

    internal static void RequireLevel(int level, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, SliceCompressor.LevelMin, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, SliceCompressor.LevelMax, name);
    }

    /// <summary>The level for a value; 0 for none.</summary>
    internal int LevelFor(StorageKey key, int? asked)
    {
        foreach (string prefix in ExcludedPrefixes)
        {
            if (key.Text.StartsWith(prefix, StringComparison.Ordinal))
            {
                return 0;
            }
        }

        return asked ?? Level;
    }
}
