using System;
using System.Linq;
using System.Threading.Tasks;
using Storage.Lite.Testing;
using Xunit;

namespace Storage.Lite.Tests.Conformance;

public sealed class StorageConformanceTests
{
    public static TheoryData<string, string> Rows { get; } = [.. TestStores.Rows];

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Store_InEveryCase_DoesWhatEveryStoreDoes(string store, string name)
    {
        StorageConformanceCase one = StorageConformance.Cases.Single(
            candidate => string.Equals(candidate.ToString(), name, StringComparison.Ordinal));

        return one.RunAsync(TestStores.All[store], TestContext.Current.CancellationToken);
    }
}
