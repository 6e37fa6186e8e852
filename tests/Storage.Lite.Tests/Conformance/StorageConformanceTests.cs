using System;
using System.Linq;
using System.Threading.Tasks;
using Native.TestKit;
using Storage.Lite.Testing;
using Xunit;

namespace Storage.Lite.Tests.Conformance;

public sealed class StorageConformanceTests
{
    public static TheoryData<string, string> BackendRows { get; } =
        [.. TestStores.Rows.Where(static row => IsBackend(row) && IsOrdinary(row))];

    public static TheoryData<string, string> CallingRows { get; } = [.. TestStores.Rows.Where(TestStores.CallsOften)];

    public static TheoryData<string, string> ReplacingRows { get; } =
        [.. TestStores.Rows.Where(TestStores.ReplacesWhatIsOpen)];

    public static TheoryData<string, string> LayerRows { get; } =
        [.. TestStores.Rows.Where(static row => !IsBackend(row) && IsOrdinary(row))];

    [Theory]
    [MemberData(nameof(BackendRows))]
    public Task Backend_InEveryCase_DoesWhatEveryStoreDoes(string store, string name) => Run(store, name);

    [Theory]
    [MemberData(nameof(CallingRows))]
    public Task Files_CalledOften_DoWhatEveryStoreDoes(string store, string name) => Run(store, name);

    [Theory]
    [MemberData(nameof(ReplacingRows))]
    public Task Files_ReplacedWhileTheyAreOpen_DoWhatEveryStoreDoes(string store, string name) => Run(store, name);

    [Theory]
    [MemberData(nameof(LayerRows))]
    public Task Layer_InEveryCase_DoesWhatEveryStoreDoes(string store, string name) => Run(store, name);

    private static bool IsOrdinary((string Store, string Case) row) =>
        !TestStores.ReplacesWhatIsOpen(row) && !TestStores.CallsOften(row);

    private static bool IsBackend((string Store, string Case) row) => TestStores.Backends.Contains(row.Store);

    private static Task Run(string store, string name)
    {
        StorageConformanceCase one = StorageConformance.Cases.Single(
            candidate => string.Equals(candidate.ToString(), name, StringComparison.Ordinal));

        return Eventually.EndsAsync(
            one.RunAsync(TestStores.All[store], TestContext.Current.CancellationToken),
            $"case '{name}' over {store}",
            TimeSpan.FromMinutes(LongRun.Rounds(shortRun: 5, longRun: 60)));
    }
}
