namespace Storage.Lite;

/// <summary>What the beginning of a stored object says.</summary>
/// <param name="Outcome">What was found; an object that has expired is not.</param>
/// <param name="Stored">What the store below knows of it.</param>
/// <param name="Opening">How to read it, when it was found. Ownership: whoever asked disposes it.</param>
internal readonly record struct EnvelopeProbe(StorageOutcome Outcome, StorageEntry Stored, EnvelopeOpening? Opening);
