using Xunit;

namespace Storage.Lite.Tests.Backends;

/// <summary>What measures the managed heap runs alone: it is one for the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HeapCollection
{
    public const string Name = "Managed heap";
}
