namespace Storage.Lite;

/// <summary>What a rule's objects take.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Bytes">The bytes of their values.</param>
/// <param name="Objects">How many there are.</param>
/// <remarks>Thread safety: immutable.</remarks>
public readonly record struct QuotaUsage(QuotaRule Rule, long Bytes, long Objects);
