using System.Linq;
using Xunit;

namespace NativeIo.Tests;

public sealed class StrategySelectorTests
{
    private const long Mebi = 1024 * 1024;

    private static ReadFacts Local(long length, ReadDelivery delivery = ReadDelivery.Stream) => new()
    {
        Length = length,
        Kind = FileKind.Regular,
        FileSystem = FileSystemKind.Local,
        Delivery = delivery,
        Concurrency = 1,
        HasDirect = true,
    };

    private static ReadStrategy Choose(in ReadFacts facts, ReadOptions? options = null) =>
        StrategySelector.Select(facts, options).Strategy;

    [Theory]
    [InlineData(1, ReadStrategy.Async)]
    [InlineData(100 * 1024, ReadStrategy.Async)]
    [InlineData(Mebi - 1, ReadStrategy.Async)]
    [InlineData(Mebi, ReadStrategy.Buffered)]
    [InlineData(Mebi + 1, ReadStrategy.Buffered)]
    [InlineData(50 * Mebi, ReadStrategy.Buffered)]
    [InlineData((100 * Mebi) - 1, ReadStrategy.Buffered)]
    [InlineData(100 * Mebi, ReadStrategy.Mapped)]
    [InlineData((100 * Mebi) + 1, ReadStrategy.Mapped)]
    [InlineData(4096 * Mebi, ReadStrategy.Mapped)]
    public void Select_ClassicPreset_IsTheTableOfSizes(long length, ReadStrategy expected)
    {
        Assert.Equal(expected, Choose(Local(length), ReadOptions.Classic));
        Assert.Equal(expected, Choose(Local(length, ReadDelivery.Whole), ReadOptions.Classic));
    }

    [Fact]
    public void Select_ClassicWithOtherThresholds_FollowsThem()
    {
        ReadOptions options = ReadOptions.Classic with { SmallFileThreshold = 10, LargeFileThreshold = 20 };
        Assert.Equal(
            [ReadStrategy.Async, ReadStrategy.Buffered, ReadStrategy.Buffered, ReadStrategy.Mapped],
            new long[] { 9, 10, 19, 20 }.Select(length => Choose(Local(length), options)));
    }

    [Theory]
    [InlineData(ReadStrategy.Async)]
    [InlineData(ReadStrategy.Buffered)]
    [InlineData(ReadStrategy.Mapped)]
    [InlineData(ReadStrategy.Direct)]
    [InlineData(ReadStrategy.Ring)]
    public void Select_StrategyIsNamed_IsTakenAtEveryLength(ReadStrategy strategy)
    {
        foreach (long length in new[] { 1, Mebi, 200 * Mebi })
        {
            ReadDecision decision = StrategySelector.Select(Local(length), new ReadOptions { Strategy = strategy });
            Assert.Equal(strategy, decision.Strategy);
            Assert.Equal("the options name it", decision.Reason);
        }
    }

    [Theory]
    [InlineData(FileSystemKind.Network)]
    [InlineData(FileSystemKind.UserSpace)]
    [InlineData(FileSystemKind.Virtual)]
    public void Select_FileSystemThatMustNotBeMapped_IsNeverMapped(FileSystemKind kind)
    {
        ReadOptions[] all =
        [
            ReadOptions.Classic,
            ReadOptions.Balanced,
            ReadOptions.Performance,
            ReadOptions.Balanced with { Strategy = ReadStrategy.Mapped },
        ];
        foreach (ReadOptions options in all)
        {
            foreach (ReadDelivery delivery in System.Enum.GetValues<ReadDelivery>())
            {
                ReadFacts facts = Local(200 * Mebi, delivery) with { FileSystem = kind, IsImmutable = true };
                ReadDecision decision = StrategySelector.Select(facts, options);
                Assert.Equal(ReadStrategy.Buffered, decision.Strategy);
                Assert.NotEmpty(decision.Reason);
            }
        }
    }

    [Theory]
    [InlineData(FileKind.Pipe)]
    [InlineData(FileKind.Socket)]
    [InlineData(FileKind.CharacterDevice)]
    public void Select_FileWithoutPositions_IsReadInOrder(FileKind kind)
    {
        ReadStrategy[] strategies = [ReadStrategy.Auto, ReadStrategy.Mapped, ReadStrategy.Direct, ReadStrategy.Ring];
        foreach (ReadStrategy wanted in strategies)
        {
            ReadFacts facts = Local(0, ReadDelivery.Random) with { Kind = kind, IsImmutable = true };
            Assert.Equal(ReadStrategy.Buffered, Choose(facts, new ReadOptions { Strategy = wanted }));
        }
    }

    [Fact]
    public void Select_LengthIsNotKnown_IsReadToTheEnd()
    {
        Assert.Equal(ReadStrategy.Buffered, Choose(Local(0, ReadDelivery.Whole)));
        Assert.Equal(ReadStrategy.Buffered, Choose(Local(0), new ReadOptions { Strategy = ReadStrategy.Mapped }));
        Assert.Equal(ReadStrategy.Async, Choose(Local(0), ReadOptions.Classic));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Mebi)]
    [InlineData(4096 * Mebi)]
    public void Select_StreamOfAnyLength_IsBuffered(long length) =>
        Assert.Equal(ReadStrategy.Buffered, Choose(Local(length) with { IsImmutable = true }));

    [Fact]
    public void Select_WholeFile_DependsOnTheSmallThreshold()
    {
        Assert.Equal(ReadStrategy.Async, Choose(Local(Mebi - 1, ReadDelivery.Whole)));
        Assert.Equal(ReadStrategy.Buffered, Choose(Local(Mebi, ReadDelivery.Whole)));
    }

    [Theory]
    [InlineData(ReadDelivery.Random, false, ReadStrategy.Async)]
    [InlineData(ReadDelivery.Random, true, ReadStrategy.Mapped)]
    [InlineData(ReadDelivery.Repeated, false, ReadStrategy.Buffered)]
    [InlineData(ReadDelivery.Repeated, true, ReadStrategy.Mapped)]
    public void Select_RandomOrRepeated_MapsOnlyWhatNobodyChanges(
        ReadDelivery delivery, bool isImmutable, ReadStrategy expected) =>
        Assert.Equal(expected, Choose(Local(10 * Mebi, delivery) with { IsImmutable = isImmutable }));

    [Fact]
    public void Select_ManyRandomReadsAroundTheCache_UseARing()
    {
        ReadFacts facts = Local(1000 * Mebi, ReadDelivery.Random) with
        {
            CachePolicy = PageCachePolicy.DoNotPollute,
            Concurrency = 8,
        };
        Assert.Equal(ReadStrategy.Ring, Choose(facts));
        Assert.Equal(ReadStrategy.Async, Choose(facts with { Concurrency = 7 }));
    }

    [Fact]
    public void Select_CompressedContentInAStream_IsReadAhead()
    {
        ReadDecision decision = StrategySelector.Select(Local(10 * Mebi) with { Format = ContentFormat.Gzip });
        Assert.Equal(ReadStrategy.Async, decision.Strategy);
        Assert.Contains("compressed", decision.Reason, System.StringComparison.Ordinal);
        Assert.Equal(ReadStrategy.Buffered, Choose(Local(1024) with { Format = ContentFormat.Gzip }));
    }

    [Fact]
    public void Select_DirectWasMeasuredFaster_IsUsedForLargeStreamsThatLeaveNothing()
    {
        ReadOptions options = ReadOptions.Balanced with
        {
            Calibration = new ReadCalibration { BufferedColdBytesPerSecond = 1e9, DirectColdBytesPerSecond = 1.4e9 },
        };
        ReadFacts facts = Local(200 * Mebi) with { CachePolicy = PageCachePolicy.DoNotPollute };
        Assert.Equal(ReadStrategy.Direct, Choose(facts, options));
        Assert.Equal(ReadStrategy.Buffered, Choose(facts));
        Assert.Equal(ReadStrategy.Buffered, Choose(facts with { CachePolicy = PageCachePolicy.Keep }, options));
        Assert.Equal(ReadStrategy.Buffered, Choose(facts with { Length = Mebi }, options));
        Assert.Equal(ReadStrategy.Buffered, Choose(facts with { HasDirect = false }, options));
        FileFactFlags[] flags = [FileFactFlags.Sparse, FileFactFlags.Compressed, FileFactFlags.Encrypted];
        foreach (FileFactFlags flag in flags)
        {
            Assert.Equal(ReadStrategy.Buffered, Choose(facts with { Flags = flag }, options));
        }
    }

    [Fact]
    public void Select_MappingWasMeasuredFaster_IsUsedForLargeImmutableFiles()
    {
        ReadOptions options = ReadOptions.Balanced with
        {
            Calibration = new ReadCalibration
            {
                BufferedCachedBytesPerSecond = 1e10,
                MappedCachedBytesPerSecond = 1.4e10,
            },
        };
        Assert.Equal(ReadStrategy.Mapped, Choose(Local(200 * Mebi) with { IsImmutable = true }, options));
        Assert.Equal(ReadStrategy.Buffered, Choose(Local(200 * Mebi), options));
        Assert.Equal(ReadStrategy.Buffered, Choose(Local(Mebi) with { IsImmutable = true }, options));
    }

    [Fact]
    public void Select_AnyFacts_NeverSaysAutoAndNamesItsRule()
    {
        var random = Native.TestKit.SeededRandom.Create();
        for (int round = 0; round < 20_000; round++)
        {
            var facts = new ReadFacts
            {
                Length = random.NextInt64(1L << (1 + random.Next(50))),
                Kind = random.Pick(System.Enum.GetValues<FileKind>()),
                FileSystem = random.Pick(System.Enum.GetValues<FileSystemKind>()),
                Flags = (FileFactFlags)random.Next(32),
                Format = random.Pick(System.Enum.GetValues<ContentFormat>()),
                Delivery = random.Pick(System.Enum.GetValues<ReadDelivery>()),
                CachePolicy = random.Pick(System.Enum.GetValues<PageCachePolicy>()),
                IsImmutable = random.Chance(50),
                Concurrency = random.Next(1, 64),
                HasDirect = random.Chance(50),
            };
            ReadOptions options = random.Pick(
                [ReadOptions.Classic, ReadOptions.Balanced, ReadOptions.Performance, ReadOptions.LowMemory]);
            ReadDecision decision = StrategySelector.Select(facts, options);
            Assert.NotEqual(ReadStrategy.Auto, decision.Strategy);
            Assert.NotEmpty(decision.Reason);
            if (decision.Strategy == ReadStrategy.Mapped)
            {
                Assert.NotEqual(0, facts.Length);
                Assert.False(facts.FileSystem
                    is FileSystemKind.Network or FileSystemKind.UserSpace or FileSystemKind.Virtual);
            }
        }
    }
}
