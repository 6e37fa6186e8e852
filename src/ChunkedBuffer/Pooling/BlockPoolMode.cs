namespace ChunkedBuffers;

/// <summary>How much a pool checks, and what that costs.</summary>
public enum BlockPoolMode
{
    /// <summary>The generation of every handle is checked at every access; the fastest mode.</summary>
    Default = 0,

    /// <summary>
    /// In addition each handle is booked, free memory is poisoned and verified, and reports name the places where a
    /// block was rented and released. For tests and for finding a bug; many times slower.
    /// </summary>
    Checked = 1,

    /// <summary>
    /// In addition each block ends at an inaccessible page and stays inaccessible for a while after its release, so
    /// that an overrun or a use after release ends the process on the spot. For fuzzing; needs a
    /// <see cref="SlabSource"/> that supports it.
    /// </summary>
    Guarded = 2,
}
