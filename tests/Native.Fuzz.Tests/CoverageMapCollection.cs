using Xunit;

namespace Native.Fuzz.Tests;

/// <summary>The map is one for the process, so tests that read it do not run beside each other.</summary>
[CollectionDefinition(Name)]
public sealed class CoverageMapCollection
{
    public const string Name = "Coverage map";
}
