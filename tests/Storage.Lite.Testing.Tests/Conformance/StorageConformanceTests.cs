using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Testing.Tests.Conformance;

public sealed class StorageConformanceTests
{
    private const int AttemptsMax = 30;

    [Theory]
    [InlineData(Defect.PromisesNothing, 22, 33, 34, 36, 37, 64, 101, 102, 103)]
    [InlineData(Defect.SaysNothingIsMissing, 20, 21, 25, 73)]
    [InlineData(Defect.IgnoresRanges, 11, 12, 13, 14, 15, 16, 17, 18)]
    [InlineData(Defect.ClampsRanges, 13)]
    [InlineData(Defect.IgnoresConditionsOfGets, 35)]
    [InlineData(Defect.FlipsABit, 2, 18, 106)]
    [InlineData(Defect.DropsEmptyValues, 1)]
    [InlineData(Defect.KeepsTheOldTail, 3)]
    [InlineData(Defect.IgnoresConditionsOfPuts, 33, 34, 36, 37)]
    [InlineData(Defect.RacesConditions, 36, 37)]
    [InlineData(Defect.RepeatsVersions, 34, 38)]
    [InlineData(Defect.ForgetsMetadata, 42, 101)]
    [InlineData(Defect.ForgetsExpiry, 102)]
    [InlineData(Defect.IgnoresLevels, 104)]
    [InlineData(Defect.FoldsCase, 61, 62, 66)]
    [InlineData(Defect.TrimsKeys, 55, 61)]
    [InlineData(Defect.DeletesBeforePut, 68, 70)]
    [InlineData(Defect.AnswersBeforeItIsDone, 70, 71)]
    [InlineData(Defect.CommitsOnDispose, 8, 73)]
    [InlineData(Defect.IgnoresConditionsOfDeletes, 103)]
    [InlineData(Defect.SaysEveryDeleteWorked, 26, 27)]
    [InlineData(Defect.ListsFolders, 44, 45)]
    [InlineData(Defect.IgnoresStartAfter, 47, 48)]
    [InlineData(Defect.IgnoresDelimiter, 46, 50)]
    [InlineData(Defect.ListsInUtf16Order, 49)]
    [InlineData(Defect.LosesTheLastOfAPage, 47, 52)]
    [InlineData(Defect.RenamesInTwoSteps, 41)]
    [InlineData(Defect.IgnoresCancellation, 53, 73)]
    public async Task Suite_OverABrokenStore_FailsInTheCasesThatAreAboutIt(Defect defect, params int[] numbers)
    {
        HashSet<int> failed = await RunAsync(defect, numbers);

        foreach (int number in numbers)
        {
            Assert.True(failed.Contains(number), $"Case {number} does not see that a store {defect}.");
        }
    }

    [Fact]
    public async Task Suite_OverAStoreWithoutDefect_Passes()
    {
        int[] all = [.. StorageConformance.Cases.Select(static one => one.Number).Distinct()];

        Assert.Empty(await RunAsync(Defect.None, all));
    }

    [Fact]
    public async Task Suite_OverAStoreThatRefusesWhatItLacks_Passes()
    {
        var context = new StorageConformanceContext(static _ => new(new CapabilityOverride(
            new MemoryStorage(),
            static all => new StorageCapabilities
            {
                HasFlatKeys = all.HasFlatKeys,
                TakesEveryKey = true
            })))
        { Rounds = 10 };

        foreach (StorageConformanceCase one in StorageConformance.Cases)
        {
            await Eventually.EndsAsync(
                one.RunAsync(context, TestContext.Current.CancellationToken), $"case '{one}' over memory");
        }
    }

    [Fact]
    public async Task Failure_OfACase_SaysWhichCaseAndWhatWasExpected()
    {
        StorageConformanceCase one = StorageConformance.Cases.Single(static candidate => candidate.Number == 3);
        var context = new StorageConformanceContext(static _ => new(new BrokenStorage(Defect.KeepsTheOldTail)));

        StorageConformanceException error = await Assert.ThrowsAsync<StorageConformanceException>(
            () => one.RunAsync(context, TestContext.Current.CancellationToken));

        Assert.Equal(
            "03 a shorter value leaves nothing of the longer one: the shorter value: expected 5 bytes, and got 100000: "
            + "they differ in length",
            error.Message);
    }

    [Fact]
    public async Task Failure_OfTheStoreItself_IsAFailureOfTheCase()
    {
        StorageConformanceCase one = StorageConformance.Cases[0];
        var faulty = new FaultyStorage(new MemoryStorage());
        faulty.Add(new Fault(FaultPoint.Put)
        {
            Error = new StorageFullException(StorageOperation.Put, "empty", "memory"),
        });

        StorageConformanceException error = await Assert.ThrowsAsync<StorageConformanceException>(
            () => one.RunAsync(new StorageConformanceContext(_ => new(faulty)), TestContext.Current.CancellationToken));

        Assert.IsType<StorageFullException>(error.InnerException);
    }

    [Fact]
    public void Cases_All_AreOrderedAndNamedOnce()
    {
        IReadOnlyList<StorageConformanceCase> cases = StorageConformance.Cases;

        Assert.Equal(cases.Count, cases.Select(static one => one.ToString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(cases.Count, cases.Select(static one => one.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.True(cases.Count > 90);
    }

    [Fact]
    public void Missing_OfACase_NamesWhatTheStoreLacks()
    {
        StorageConformanceCase one = StorageConformance.Cases.First(static candidate => candidate.Number == 36);

        Assert.Equal(["ComparesAndSwaps"], one.Missing(new StorageCapabilities()));
        Assert.Empty(one.Missing(new StorageCapabilities { ComparesAndSwaps = true }));
    }

    private static async Task<HashSet<int>> RunAsync(Defect defect, int[] numbers)
    {
        HashSet<int> failed = [];
        var context = new StorageConformanceContext(_ => new(new BrokenStorage(defect))) { Rounds = 60 };
        foreach (StorageConformanceCase one in StorageConformance.Cases.Where(one => numbers.Contains(one.Number)))
        {
            // Whether a race is lost in one run is chance, and a case need not win it each time.
            int attempts = defect == Defect.None ? 1 : AttemptsMax;
            for (int attempt = 0; attempt < attempts && !failed.Contains(one.Number); attempt++)
            {
                try
                {
                    await Eventually.EndsAsync(
                        one.RunAsync(context, TestContext.Current.CancellationToken),
                        $"case '{one}' over a store that has {defect}");
                }
                catch (StorageConformanceException)
                {
                    failed.Add(one.Number);
                }
            }
        }

        return failed;
    }
}
