namespace NativeIo.Platform;

/// <summary>Everything that a backend needs to know to map a part of a file.</summary>
/// <param name="Access">What the mapping is for.</param>
/// <param name="Offset">Where the part begins, a multiple of the backend's granularity.</param>
/// <param name="Length">Its length in bytes, above 0.</param>
internal readonly record struct MapRequest(MapAccess Access, long Offset, long Length);
