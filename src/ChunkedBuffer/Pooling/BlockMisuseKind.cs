namespace ChunkedBuffers;

/// <summary>What went wrong with a block.</summary>
public enum BlockMisuseKind
{
    /// <summary>A block became unreachable while somebody held a reference to it: a handle was not disposed.</summary>
    LostBlock = 0,

    /// <summary>A handle was disposed twice, or a copy of it was. Checked and guarded mode.</summary>
    DoubleDispose = 1,

    /// <summary>A handle was used after it, or a copy of it, was disposed. Checked and guarded mode.</summary>
    UseAfterDispose = 2,

    /// <summary>Free memory was written to. Checked mode.</summary>
    WriteAfterRelease = 3,

    /// <summary>A free block had references; it was taken out of the pool.</summary>
    FreeBlockInUse = 4,

    /// <summary>A handle was still open when its pool was disposed. Checked and guarded mode.</summary>
    OutstandingAtDispose = 5,
}
