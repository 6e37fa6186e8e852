namespace Storage.Lite.Tests.Contract;

/// <summary>A value as callers have them.</summary>
public sealed record User(string Name);
