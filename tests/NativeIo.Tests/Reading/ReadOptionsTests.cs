using System;
using Xunit;

namespace NativeIo.Tests;

public sealed class ReadOptionsTests
{
    private const int Kibi = 1024;
    private const int Mebi = 1024 * 1024;

    [Fact]
    public void Presets_EachNumber_IsWhatIsDocumented()
    {
        foreach (ReadOptions options in new[] { new ReadOptions(), ReadOptions.Balanced, ReadOptions.Classic })
        {
            Assert.Equal(Mebi, options.SmallFileThreshold);
            Assert.Equal(100 * Mebi, options.LargeFileThreshold);
            Assert.Equal(256 * Kibi, options.ChunkLength);
            Assert.Equal(512 * Kibi, options.BufferLength);
            Assert.Equal(20, options.ConcurrencyMax);
            Assert.True(options.UseMappedSequential);
            Assert.Equal(ReadStrategy.Auto, options.Strategy);
        }

        Assert.True(ReadOptions.Classic.UsesSizeTable);
        Assert.False(ReadOptions.Balanced.UsesSizeTable);
        ReadOptions fast = ReadOptions.Performance;
        Assert.Equal(
            (512L * Kibi, 50L * Mebi, 512 * Kibi, 50, 2 * Mebi, ReadStrategy.Auto),
            (
                fast.SmallFileThreshold,
                fast.LargeFileThreshold,
                fast.ChunkLength,
                fast.ConcurrencyMax,
                fast.BufferLength,
                fast.Strategy));
        ReadOptions small = ReadOptions.LowMemory;
        Assert.Equal(
            (2L * Mebi, 200L * Mebi, 128 * Kibi, 10, 256 * Kibi, ReadStrategy.Buffered),
            (
                small.SmallFileThreshold,
                small.LargeFileThreshold,
                small.ChunkLength,
                small.ConcurrencyMax,
                small.BufferLength,
                small.Strategy));
    }

    [Fact]
    public void Presets_AsTheyAre_AreAccepted()
    {
        ReadOptions.Classic.Validate();
        ReadOptions.Balanced.Validate();
        ReadOptions.Performance.Validate();
        ReadOptions.LowMemory.Validate();
    }

    [Fact]
    public void Validate_BufferBelowTwoChunks_NamesBothNumbers()
    {
        var options = new ReadOptions { ChunkLength = 1000, BufferLength = 1999 };
        ArgumentException error = Assert.Throws<ArgumentOutOfRangeException>(() => new FileReader(options));
        Assert.Contains("1999", error.Message, StringComparison.Ordinal);
        Assert.Contains("2000", error.Message, StringComparison.Ordinal);
        new ReadOptions { ChunkLength = 1000, BufferLength = 2000 }.Validate();
    }

    [Fact]
    public void Validate_ThresholdsInTheWrongOrder_NamesBothNumbers()
    {
        var options = new ReadOptions { SmallFileThreshold = 5001, LargeFileThreshold = 5001 };
        ArgumentException error = Assert.Throws<ArgumentOutOfRangeException>(() => new FileReader(options));
        Assert.Contains("SmallFileThreshold is 5001", error.Message, StringComparison.Ordinal);
        Assert.Contains("LargeFileThreshold, 5001", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_EachNumberOutOfRange_IsRefused()
    {
        ReadOptions[] wrong =
        [
            new() { ChunkLength = 0 },
            new() { ChunkLength = -1 },
            new() { ChunkLength = int.MaxValue, BufferLength = int.MaxValue },
            new() { ConcurrencyMax = 0 },
            new() { ConcurrencyMax = 100_000 },
            new() { SmallFileThreshold = 0 },
            new() { WholeLengthMax = 0 },
            new() { Strategy = (ReadStrategy)77 },
            new() { CachePolicy = (PageCachePolicy)77 },
            new() { Delivery = (ReadDelivery)77 },
        ];
        Assert.All(wrong, static options => Assert.ThrowsAny<ArgumentException>(() => new BufferedFileReader(options)));
    }
}
