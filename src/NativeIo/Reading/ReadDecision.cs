namespace NativeIo;

/// <summary>How a file is read, and why.</summary>
/// <param name="Strategy">The strategy; never <see cref="ReadStrategy.Auto"/>.</param>
/// <param name="Reason">
/// The rule that decided, in words. The same rule has the same words, so that metrics can count by it.
/// </param>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct ReadDecision(ReadStrategy Strategy, string Reason);
