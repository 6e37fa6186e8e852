namespace NativeIo.Platform;

/// <summary>What an offset counts from, or what is looked for from it on.</summary>
internal enum SeekPlace
{
    /// <summary>The start of the file.</summary>
    Start,

    /// <summary>The handle's own position.</summary>
    Position,

    /// <summary>The next byte that is stored, at the offset or behind it.</summary>
    Stored,

    /// <summary>The next hole, at the offset or behind it; there is one at the end of every file.</summary>
    Hole,
}
