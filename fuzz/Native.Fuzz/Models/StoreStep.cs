using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Storage.Lite;

namespace Native.Fuzz.Models;

/// <summary>One operation of a store, as <see cref="StoreFaults"/> does it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="RunAsync">Does it, and looks at what it returned.</param>
/// <param name="Apply">Does the same to what a store has.</param>
internal sealed record StoreStep(
    string Name, Func<IStorage, ValueTask> RunAsync, Action<IDictionary<string, string>> Apply)
{
    public override string ToString() => Name;
}
