using System;
using System.IO;

namespace NativeIo;

/// <summary>How far compressed bytes from elsewhere may grow: a hundred bytes of Brotli can become 64 MiB.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record DecompressionLimits
{
    /// <summary>The bytes of output that the ratio does not count for: a short text may well be all the same.</summary>
    public const long RatioFreeBytes = 1024 * 1024;

    /// <summary>Gets the limits that readers have without others: 1 GiB, whatever the ratio.</summary>
    public static DecompressionLimits Default { get; } = new();

    /// <summary>Gets the most bytes that come out. Default: 1 GiB.</summary>
    public long BytesMax { get; init; } = 1024L * 1024 * 1024;

    /// <summary>
    /// Gets how many times as many bytes may come out as went in, beyond <see cref="RatioFreeBytes"/>; 0 for any, which
    /// is the default, because a file of zeros is no attack. Deflate makes 1030 at most.
    /// </summary>
    public int RatioMax { get; init; }

    /// <summary>Says what is wrong with the limits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(BytesMax);
        ArgumentOutOfRangeException.ThrowIfNegative(RatioMax);
    }

    /// <summary>The check after each step.</summary>
    internal void Require(long bytesIn, long bytesOut)
    {
        if (bytesOut > BytesMax)
        {
            throw new InvalidDataException(
                $"The compressed bytes become more than {BytesMax} bytes: if they can be trusted, raise the limit.");
        }

        if (RatioMax != 0 && bytesOut > RatioFreeBytes && bytesOut / RatioMax > bytesIn)
        {
            throw new InvalidDataException($"{bytesIn} compressed bytes became {bytesOut}, more than {RatioMax} times "
                + "as many: if they can be trusted, raise the limit.");
        }
    }
}
