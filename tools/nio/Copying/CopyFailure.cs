namespace Nio.Copying;

/// <summary>What could not be copied, and why.</summary>
/// <param name="Path">The source, as text for a person.</param>
/// <param name="Reason">What was tried, what the system said, what to do.</param>
internal sealed record CopyFailure(string Path, string Reason);
