namespace Nio.Copying;

/// <summary>What could not be copied, or not all of what belongs to it, and why.</summary>
/// <param name="Path">The source, as text for a person.</param>
/// <param name="Reason">What was tried, what the system said, what to do.</param>
/// <param name="IsWarning">Whether it is copied, and only something beside its bytes is missing.</param>
internal sealed record CopyFailure(string Path, string Reason, bool IsWarning = false);
