namespace ChunkedBuffers;

/// <summary>A report of a bug in the code that uses a pool. Thread safety: immutable.</summary>
public sealed record BlockMisuse
{
    /// <summary>Gets what happened.</summary>
    public required BlockMisuseKind Kind { get; init; }

    /// <summary>Gets the name of the pool.</summary>
    public required string PoolName { get; init; }

    /// <summary>Gets a sentence for a log.</summary>
    public required string Message { get; init; }

    /// <summary>Gets the size of the block in bytes, or 0 when it is not known.</summary>
    public int BlockLength { get; init; }

    /// <summary>Gets the stack on which the handle was made, where stacks are sampled; else null.</summary>
    public string? OwnerStack { get; init; }

    /// <summary>Gets the stack on which the handle was disposed first, where it is still known; else null.</summary>
    public string? ReleaserStack { get; init; }
}
