using System;
using System.Collections.Generic;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Testing.Tests.Histories;

public sealed partial class LinearizabilityCheckerTests
{
    [Fact]
    public void Find_InNoHistory_FindsNothing() => Assert.Null(LinearizabilityChecker.FindViolation([]));

    [Fact]
    public void Find_InASequence_FindsNothing() => Assert.Null(LinearizabilityChecker.FindViolation(
    [
        Read(0, 1, 2), Write(1, 3, 4), Read(1, 5, 6), Delete(existed: true, 7, 8), Delete(existed: false, 9, 10),
        Read(0, 11, 12), Swap(0, 2, isSuccess: true, 13, 14), Swap(1, 3, isSuccess: false, 15, 16), Read(2, 17, 18),
    ]));

    [Fact]
    public void Find_InReadsDuringAWrite_AcceptsOldThenNew()
    {
        Assert.Null(LinearizabilityChecker.FindViolation([Write(1, 1, 10), Read(0, 2, 3), Read(1, 4, 5)]));
        Assert.NotNull(LinearizabilityChecker.FindViolation([Write(1, 1, 10), Read(1, 2, 3), Read(0, 4, 5)]));
    }

    [Fact]
    public void Find_OfAStaleRead_SaysWhereItEnds()
    {
        string? violation = LinearizabilityChecker.FindViolation([Write(1, 1, 2), Write(2, 3, 4), Read(1, 5, 6)]);

        Assert.Contains("2 of 3 operations can be explained, and then the register holds 2", violation);
        Assert.Contains("[5..6] process 0: read 1", violation);
    }

    [Fact]
    public void Find_OfALostUpdate_FindsIt() => Assert.NotNull(LinearizabilityChecker.FindViolation(
    [
        Write(1, 1, 2), Swap(1, 2, isSuccess: true, 3, 6), Swap(1, 3, isSuccess: true, 4, 5),
    ]));

    [Fact]
    public void Find_OfTwoDeletesThatBothSucceeded_FindsIt() => Assert.NotNull(LinearizabilityChecker.FindViolation(
    [
        Write(1, 1, 2), Delete(existed: true, 3, 6), Delete(existed: true, 4, 5),
    ]));

    [Fact]
    public void Find_OfAWriteThatWasNeverAnswered_LetsItHappenAnyTimeOrNever()
    {
        RegisterOperation lost = Write(1, 1, RegisterOperation.Never);

        Assert.Null(LinearizabilityChecker.FindViolation([lost, Read(0, 2, 3), Read(1, 8, 9)]));
        Assert.Null(LinearizabilityChecker.FindViolation([lost, Read(0, 2, 3), Read(0, 8, 9)]));
        Assert.NotNull(LinearizabilityChecker.FindViolation([lost, Read(0, 2, 3), Read(1, 4, 5), Read(0, 8, 9)]));
    }

    [Fact]
    public void Find_AgainstANaiveSearch_SaysTheSame() => SeededRandom.Check(300, static random =>
    {
        List<RegisterOperation> history = [];
        for (int count = random.Next(2, 7); count > 0; count--)
        {
            long start = random.Next(20);
            long end = random.Chance(10) ? RegisterOperation.Never : start + 1 + random.Next(10);
            history.Add(random.Next(4) switch
            {
                0 => Read(random.Next(3), start, end),
                1 => Write(random.Next(1, 3), start, end),
                2 => Delete(random.Chance(50), start, end),
                _ => Swap(random.Next(3), random.Next(1, 3), random.Chance(50), start, end),
            });
        }

        bool isExplained = NaiveSearch.Explains(history, 0, 0);

        Assert.Equal(isExplained, LinearizabilityChecker.FindViolation(history) is null);
    });

    private static RegisterOperation Read(long value, long start, long end) => new()
    {
        Kind = RegisterOperationKind.Read,
        Value = value,
        InvokedAt = start,
        ReturnedAt = end,
    };

    private static RegisterOperation Write(long value, long start, long end) =>
        Read(value, start, end) with { Kind = RegisterOperationKind.Write };

    private static RegisterOperation Delete(bool existed, long start, long end) =>
        Write(RegisterOperation.Absent, start, end) with { Existed = existed };

    private static RegisterOperation Swap(long expected, long value, bool isSuccess, long start, long end) =>
        Read(value, start, end) with
        {
            Kind = RegisterOperationKind.CompareAndSwap,
            Expected = expected,
            IsSuccess = isSuccess,
        };
}
