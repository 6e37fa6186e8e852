using System;
using System.Linq;
using Native.Fuzz.Rig;
using Xunit;

namespace Native.Fuzz.Tests.Rig;

public sealed class MutatorTests
{
    private static readonly byte[][] Parents = ["hello world"u8.ToArray(), "\r\n"u8.ToArray(), []];
    private static readonly byte[][] Words = ["MAGIC"u8.ToArray()];

    [Fact]
    public void Mutate_SameSeed_GivesTheSameInputs()
    {
        var first = new Mutator(42, Words, 64);
        var second = new Mutator(42, Words, 64);
        for (int step = 0; step < 1000; step++)
        {
            Assert.Equal(first.Mutate(Parents), second.Mutate(Parents));
        }
    }

    [Fact]
    public void Mutate_OtherSeed_GivesOtherInputs()
    {
        var first = new Mutator(1, Words, 64);
        var second = new Mutator(2, Words, 64);
        Assert.Contains(
            Enumerable.Range(0, 10), _ => !first.Mutate(Parents).AsSpan().SequenceEqual(second.Mutate(Parents)));
    }

    [Fact]
    public void Mutate_ManyTimes_StaysInsideTheLimitAndUsesTheDictionary()
    {
        var mutator = new Mutator(3, Words, 16);
        bool hasWord = false;
        for (int step = 0; step < 10_000; step++)
        {
            byte[] child = mutator.Mutate(Parents);
            Assert.InRange(child.Length, 0, 16);
            hasWord |= child.AsSpan().IndexOf(Words[0]) >= 0;
        }

        Assert.True(hasWord);
    }

    [Fact]
    public void Mutate_NoParents_InventsInputs()
    {
        var mutator = new Mutator(4, [], 32);
        Assert.Contains(Enumerable.Range(0, 100), _ => mutator.Mutate([]).Length > 0);
    }
}
