using NativeIo;

namespace Nio.Doctor;

/// <summary>A kind of use, and how a file is read then.</summary>
/// <param name="Name">The use, in words.</param>
/// <param name="Facts">The same as the library takes it.</param>
/// <param name="Decision">What the library chooses.</param>
internal sealed record StrategyCase(string Name, ReadFacts Facts, ReadDecision Decision);
