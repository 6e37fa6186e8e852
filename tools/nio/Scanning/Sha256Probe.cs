using System;
using System.Security.Cryptography;

namespace Nio.Scanning;

/// <summary>SHA-256, as <c>sha256sum</c> shows it.</summary>
internal sealed class Sha256Probe : ContentProbe
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    internal override void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    internal override ContentAnswer Finish() =>
        new(Digest: Convert.ToHexStringLower(_hash.GetHashAndReset()));
}
