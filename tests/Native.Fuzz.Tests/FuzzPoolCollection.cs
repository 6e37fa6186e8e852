using Xunit;

namespace Native.Fuzz.Tests;

/// <summary>
/// The pool of targets is one for the process and is counted after each run, so no two run beside each other.
/// </summary>
[CollectionDefinition(Name)]
public sealed class FuzzPoolCollection
{
    public const string Name = "Pool of targets";
}
