using System;

namespace Storage.Lite;

/// <summary>What must be true of a key for an operation to happen, checked and acted upon as one step.</summary>
/// <remarks>
/// When it is not true, puts, deletes, copies and <see cref="IfMatch"/> gets throw
/// <see cref="StoragePreconditionException"/>, and an <see cref="IfNoneMatch"/> get returns
/// <see cref="StorageOutcome.NotModified"/>. Thread safety: immutable. The default value is no condition.
/// </remarks>
public readonly record struct StorageCondition
{
    private StorageCondition(StorageConditionKind kind, StorageETag tag)
    {
        Kind = kind;
        ETag = tag;
    }

    /// <summary>Gets the condition that no object has the key: of many who create it at once, one does.</summary>
    public static StorageCondition IfAbsent { get; } = new(StorageConditionKind.Absent, default);

    /// <summary>Gets what is asked.</summary>
    public StorageConditionKind Kind { get; }

    /// <summary>Gets the version that is compared; empty when none is.</summary>
    public StorageETag ETag { get; }

    /// <summary>The condition that the key holds this very version: compare and swap.</summary>
    /// <param name="tag">The version.</param>
    /// <returns>The condition.</returns>
    /// <exception cref="ArgumentException">There is no tag.</exception>
    public static StorageCondition IfMatch(StorageETag tag) => new(StorageConditionKind.Match, Require(tag));

    /// <summary>The condition that the key holds another version, or none.</summary>
    /// <param name="tag">The version.</param>
    /// <returns>The condition.</returns>
    /// <exception cref="ArgumentException">There is no tag.</exception>
    public static StorageCondition IfNoneMatch(StorageETag tag) => new(StorageConditionKind.NoneMatch, Require(tag));

    /// <summary>Says whether the condition holds.</summary>
    /// <param name="exists">Whether the key has an object.</param>
    /// <param name="current">Its version.</param>
    /// <returns>True when the operation may happen.</returns>
    public bool Holds(bool exists, StorageETag current) => Kind switch
    {
        StorageConditionKind.Absent => !exists,
        StorageConditionKind.Match => exists && current == ETag,
        StorageConditionKind.NoneMatch => !exists || current != ETag,
        _ => true,
    };

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        StorageConditionKind.Absent => "if absent",
        StorageConditionKind.Match => $"if match {ETag}",
        StorageConditionKind.NoneMatch => $"if none match {ETag}",
        _ => "always",
    };

    private static StorageETag Require(StorageETag tag) => tag.IsEmpty
        ? throw new ArgumentException("There is no tag to compare with: take it from the object's entry.", nameof(tag))
        : tag;
}
