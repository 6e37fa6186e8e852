using System;

namespace NativeIo.Platform;

/// <summary>A folder that is being listed by the system's own call for paths.</summary>
/// <remarks>Ownership: owns what the system opened. Thread safety: one thread at a time.</remarks>
internal abstract class FolderListing : IDisposable
{
    /// <summary>The most bytes that a name has in UTF-8: three for each of 260 characters.</summary>
    internal const int NameLengthMax = 780;

    /// <summary>Reads the next entry.</summary>
    /// <param name="name">Room for <see cref="NameLengthMax"/> bytes; receives the name in UTF-8.</param>
    /// <param name="kind">What it is; a link itself, not what it names.</param>
    /// <returns>The name's length in bytes; 0 at the end.</returns>
    internal abstract IoResult ReadNext(Span<byte> name, out FileKind kind);

    /// <inheritdoc/>
    public abstract void Dispose();
}
