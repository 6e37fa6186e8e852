namespace Storage.Lite;

/// <summary>What a get asks for. The default value asks for the whole object, whatever its version.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct GetOptions
{
    /// <summary>Gets which bytes.</summary>
    public StorageRange Range { get; init; }

    /// <summary>
    /// Gets the version that is wanted (<see cref="StorageCondition.IfMatch"/>) or that the caller has already
    /// (<see cref="StorageCondition.IfNoneMatch"/>).
    /// </summary>
    public StorageCondition Condition { get; init; }
}
