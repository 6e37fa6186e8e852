using System;
using System.Threading;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed class ReferenceCountTests
{
    [Fact]
    public void StartExclusive_FreeBlock_HasOneReferenceOfTheGeneration()
    {
        ReferenceCount references = default;
        uint generation = references.StartExclusive();
        Assert.Equal(0u, generation);
        Assert.Equal(1, references.Count);
        Assert.True(references.IsCurrent(generation));
        Assert.True(references.IsUnique(generation));
    }

    [Fact]
    public void TryReleaseExclusive_NeverShared_FreesAndEndsTheGeneration()
    {
        ReferenceCount references = default;
        uint generation = references.StartExclusive();
        Assert.True(references.TryReleaseExclusive(generation));
        Assert.Equal(0, references.Count);
        Assert.False(references.IsCurrent(generation));
        Assert.Equal(generation + 1, references.StartExclusive());
    }

    [Fact]
    public void TryReleaseExclusive_SharedOrStale_LeavesTheDecisionToRelease()
    {
        ReferenceCount references = default;
        uint generation = references.StartExclusive();
        Assert.False(references.TryReleaseExclusive(generation + 1));
        references.Acquire(generation, 1);
        Assert.False(references.TryReleaseExclusive(generation));
        Assert.False(references.Release(generation, 1));
        Assert.False(references.TryReleaseExclusive(generation));
        Assert.True(references.Release(generation, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Release_LastReference_IsSaidToExactlyOneCaller(int count)
    {
        ReferenceCount references = default;
        uint generation = references.StartShared(count);
        for (int i = 1; i < count; i++)
        {
            Assert.False(references.Release(generation, 1));
        }

        Assert.True(references.Release(generation, 1));
        Assert.False(references.IsCurrent(generation));
    }

    [Fact]
    public void Release_OnceTooOften_ThrowsEveryTimeAndChangesNothing()
    {
        ReferenceCount references = default;
        uint generation = references.StartShared(1);
        Assert.True(references.Release(generation, 1));
        for (int i = 0; i < 2; i++)
        {
            Assert.Throws<ObjectDisposedException>(() => references.Release(generation, 1));
            Assert.Throws<ObjectDisposedException>(() => references.ReleaseConfined(generation, 1));
            Assert.Equal(0, references.Count);
            Assert.Equal(generation + 1, references.Generation);
        }
    }

    [Fact]
    public void Release_MoreThanThereAre_ThrowsAndChangesNothing()
    {
        ReferenceCount references = default;
        uint generation = references.StartShared(2);
        Assert.ThrowsAny<InvalidOperationException>(() => references.Release(generation, 3));
        Assert.Equal(2, references.Count);
        Assert.True(references.Release(generation, 2));
    }

    [Fact]
    public void Acquire_FromZeroOrStale_ThrowsAndChangesNothing()
    {
        ReferenceCount references = default;
        Assert.Throws<ObjectDisposedException>(() => references.Acquire(0, 1));
        uint generation = references.StartShared(1);
        Assert.Throws<ObjectDisposedException>(() => references.Acquire(generation + 1, 1));
        Assert.False(references.TryAcquire(generation - 1, 1));
        Assert.False(references.TryAcquireConfined(generation - 1, 1));
        Assert.Equal(1, references.Count);
    }

    [Fact]
    public void Acquire_BeyondTheLimit_ThrowsAndChangesNothing()
    {
        ReferenceCount references = default;
        uint generation = references.StartShared(ReferenceCount.CountMax);
        InvalidOperationException exception =
            Assert.ThrowsAny<InvalidOperationException>(() => references.Acquire(generation, 1));
        Assert.Contains($"{ReferenceCount.CountMax}", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ReferenceCount.CountMax, references.Count);
        Assert.True(references.Release(generation, ReferenceCount.CountMax));
    }

    [Fact]
    public void StartExclusive_BlockInUse_ThrowsAndChangesNothing()
    {
        ReferenceCount references = default;
        uint generation = references.StartShared(3);
        Assert.ThrowsAny<InvalidOperationException>(() => references.StartExclusive());
        Assert.Equal(3, references.Count);
        Assert.True(references.IsCurrent(generation));
    }

    [Fact]
    public void IsUnique_MoreThanOneReference_IsFalse()
    {
        ReferenceCount references = default;
        uint generation = references.StartShared(2);
        Assert.False(references.IsUnique(generation));
        Assert.False(references.ReleaseConfined(generation, 1));
        Assert.True(references.IsUnique(generation));
        Assert.True(references.TryAcquireConfined(generation, 1));
        Assert.False(references.IsUnique(generation));
    }

    [Fact]
    public void Release_ManyThreads_OneOfThemFreesTheBlock()
    {
        const int threadCount = 4;
        const int rounds = 2_000;
        StrongReferenceCount shared = new();
        for (int round = 0; round < 20; round++)
        {
            uint generation = shared.References.StartShared(threadCount);
            int last = 0;
            Thread[] threads = new Thread[threadCount];
            for (int i = 0; i < threadCount; i++)
            {
                ulong seed = (ulong)i;
                threads[i] = new Thread(() =>
                {
                    SeededRandom random = new(seed);
                    for (int step = 0; step < rounds; step++)
                    {
                        int count = random.Next(1, 4);
                        shared.References.Acquire(generation, count);
                        if (shared.References.Release(generation, count))
                        {
                            Interlocked.Increment(ref last);
                        }
                    }

                    if (shared.References.Release(generation, 1))
                    {
                        Interlocked.Increment(ref last);
                    }
                });
            }

            Array.ForEach(threads, static thread => thread.Start());
            Array.ForEach(threads, static thread => thread.Join());
            Assert.Equal(1, last);
            Assert.Equal(0, shared.References.Count);
            Assert.Equal(generation + 1, shared.References.Generation);
        }
    }

    /// <summary>The count where threads can reach it: a captured local struct would be copied.</summary>
    private sealed class StrongReferenceCount
    {
        public ReferenceCount References;
    }
}
