namespace NativeIo;

/// <summary>How the reads of a file follow each other.</summary>
public enum AccessPattern
{
    /// <summary>Too few reads to tell.</summary>
    Unknown,

    /// <summary>Each read begins where the last one ended, or a little behind.</summary>
    Sequential,

    /// <summary>Each read ends where the last one began.</summary>
    Backward,

    /// <summary>Reads are equally far from each other.</summary>
    Strided,

    /// <summary>None of these.</summary>
    Random,
}
