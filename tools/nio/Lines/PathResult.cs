using Nio.Inputs;

namespace Nio.Lines;

/// <summary>How it went with one path: exactly one of report and failure is there.</summary>
internal sealed record PathResult(string Path, LineReport? Report, InputFailure? Failure);
