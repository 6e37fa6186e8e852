namespace NativeIo;

/// <summary>What a transfer did, and how.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct TransferResult
{
    /// <summary>Gets the bytes that the destination has more of; holes count.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets those of <see cref="Bytes"/> that were left as holes.</summary>
    public long HoleBytes { get; init; }

    /// <summary>Gets the ways that bytes went; one, unless a way was refused in the middle.</summary>
    public TransferPath Path { get; init; }

    /// <summary>Gets the ways that were tried and refused.</summary>
    public TransferPath Refused { get; init; }

    /// <summary>
    /// Gets why the last of <see cref="Refused"/> was; <see cref="IoErrorKind.EndOfFile"/> when it saw no bytes in a
    /// file that has some, as those of <c>/proc</c>.
    /// </summary>
    public IoErrorKind? RefusalKind { get; init; }
}
