using System;
using System.Globalization;
using Nio.Commands;
using Xunit;

namespace Nio.Tests.Commands;

public sealed class ExpirySyntaxTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("30s", "2026-01-02T03:04:35Z")]
    [InlineData("1.5m", "2026-01-02T03:05:35Z")]
    [InlineData("2h", "2026-01-02T05:04:05Z")]
    [InlineData("7d", "2026-01-09T03:04:05Z")]
    [InlineData("2030-01-31T12:00:00Z", "2030-01-31T12:00:00Z")]
    [InlineData("2030-01-31T12:00:00+02:00", "2030-01-31T10:00:00Z")]
    [InlineData("2030-01-31T12:00:00.5Z", "2030-01-31T12:00:00.5Z")]
    [InlineData("2030-01-31", "2030-01-31T00:00:00Z")]
    public void TryParse_Time_IsThatTime(string text, string expected)
    {
        Assert.True(ExpirySyntax.TryParse(text, s_now, out DateTimeOffset time));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("1e9d")]
    [InlineData("99999999999999999999d")]
    [InlineData("10")]
    [InlineData("soon")]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("2020-01-01")]
    public void TryParse_SomethingElseOrPast_IsRefused(string text) =>
        Assert.False(ExpirySyntax.TryParse(text, s_now, out _));
}
