using System;

namespace Nio.Scanning;

/// <summary>Finds something out about files, one after the other, from their bytes in order.</summary>
/// <remarks>Thread safety: none; each worker has its own.</remarks>
internal abstract class ContentProbe
{
    internal static ContentProbe? Create(ScanRequest request) => request.Mode switch
    {
        ScanMode.Pattern => new PatternProbe(request.Pattern),
        ScanMode.Sha256 => new Sha256Probe(),
        ScanMode.Crc32C => new Crc32CProbe(),
        ScanMode.Lines => new LineEndProbe(),
        ScanMode.Entropy => new EntropyProbe(),
        _ => null,
    };

    /// <summary>Takes the next bytes of the file.</summary>
    internal abstract void Add(ReadOnlySpan<byte> bytes);

    /// <summary>The file is over, also when it failed; the next bytes are of another one.</summary>
    internal abstract ContentAnswer Finish();
}
