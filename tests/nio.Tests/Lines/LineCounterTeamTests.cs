using System;
using System.IO;
using System.Threading;
using Native.TestKit;
using Nio.Inputs;
using Nio.Lines;
using Xunit;

namespace Nio.Tests.Lines;

public sealed class LineCounterTeamTests
{
    private static readonly LinesRequest s_everything = new() { Paths = [], Longest = true, Histogram = true };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Count_EveryText_EqualsTheModel(int size)
    {
        using TemporaryDirectory directory = new();
        using LineCounterTeam team = new(s_everything, new ByteProgress(), size);
        foreach ((string name, byte[] bytes) in TextCorpus.All)
        {
            using InputSource source = InputSource.Open(directory.Write(name, bytes));
            LineReport report = team.Count(source, CancellationToken.None);
            NaiveLines.AssertSame(NaiveLines.Measure(bytes, (byte)'\n'), report);
        }
    }

    [Fact]
    public void Count_LinesLongerThanPieces_AreMeasuredWhole()
    {
        byte[] bytes = new byte[40 * 1024 * 1024];
        bytes[10] = (byte)'\n';
        bytes[^3] = (byte)'\n';
        using TemporaryDirectory directory = new();
        using LineCounterTeam team = new(s_everything, new ByteProgress(), 3);
        using InputSource source = InputSource.Open(directory.Write("long", bytes));
        LineReport report = team.Count(source, CancellationToken.None);
        Assert.Equal(new LongestLine(bytes.Length - 14, 1, 11), report.Longest);
        Assert.Equal(2, report.Lines);
        Assert.Equal(1, report.UnterminatedLines);
    }

    [Fact]
    public void Count_FileGrewSinceItWasOpened_IsCountedToItsEnd()
    {
        byte[] bytes = TextCorpus.All["several pieces"];
        using TemporaryDirectory directory = new();
        string path = directory.Write("growing", bytes);
        using InputSource source = InputSource.Open(path);
        File.AppendAllBytes(path, "more\nand more\n"u8);
        using LineCounterTeam team = new(s_everything, new ByteProgress(), 2);
        byte[] grown = [.. bytes, .. "more\nand more\n"u8];
        NaiveLines.AssertSame(NaiveLines.Measure(grown, (byte)'\n'), team.Count(source, CancellationToken.None));
    }

    [Fact]
    public void Count_FileShrankSinceItWasOpened_EndsWhereItEnds()
    {
        byte[] bytes = TextCorpus.All["several pieces"];
        using TemporaryDirectory directory = new();
        string path = directory.Write("shrinking", bytes);
        using InputSource source = InputSource.Open(path);
        using (FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(5_000_001);
        }

        using LineCounterTeam team = new(s_everything, new ByteProgress(), 2);
        LineReport expected = NaiveLines.Measure(bytes.AsSpan(0, 5_000_001), (byte)'\n');
        NaiveLines.AssertSame(expected, team.Count(source, CancellationToken.None));
    }

    [Fact]
    public void Count_Cancelled_Throws()
    {
        using TemporaryDirectory directory = new();
        using LineCounterTeam team = new(s_everything, new ByteProgress(), 2);
        using InputSource source = InputSource.Open(directory.Write("text", TextCorpus.All["several pieces"]));
        _ = Assert.Throws<OperationCanceledException>(() => team.Count(source, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Count_WhileItReads_TellsItsProgress()
    {
        ByteProgress progress = new();
        byte[] bytes = TextCorpus.All["several pieces"];
        using TemporaryDirectory directory = new();
        using LineCounterTeam team = new(s_everything, progress, 2);
        using InputSource source = InputSource.Open(directory.Write("text", bytes));
        _ = team.Count(source, CancellationToken.None);
        Assert.Equal(bytes.Length, progress.Bytes);
    }
}
