namespace Native.Benchmarks;

/// <summary>How blocks come and go.</summary>
internal enum RentShape
{
    /// <summary>Rented and returned at once.</summary>
    Same,

    /// <summary>64 rented, then 64 returned.</summary>
    Burst,
}
