namespace NativeIo;

/// <summary>What a caller does with a file.</summary>
public enum ReadDelivery
{
    /// <summary>Chunk after chunk, from start to end, once.</summary>
    Stream,

    /// <summary>All of it at once, kept.</summary>
    Whole,

    /// <summary>Parts here and there.</summary>
    Random,

    /// <summary>All of it, again and again.</summary>
    Repeated,
}
