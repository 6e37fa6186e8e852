namespace Native.TestKit;

/// <summary>Says on which side of a buffer the inaccessible page lies.</summary>
public enum GuardPlacement
{
    /// <summary>The first byte behind the buffer is inaccessible: catches overruns.</summary>
    After,

    /// <summary>The last byte in front of the buffer is inaccessible: catches underruns.</summary>
    Before,
}
