using System;
using Native.Fuzz.Rig;
using Xunit;

namespace Native.Fuzz.Tests.Rig;

public sealed class MinimizerTests
{
    [Fact]
    public void Minimize_BytesThatDoNotMatter_AreRemoved()
    {
        var target = new FuzzTarget("Test", FailOnXThenY, "Fails when an X stands somewhere before a Y.");
        byte[] input = "some text, an X, more text, a Y and the end"u8.ToArray();

        FuzzFinding smallest = Minimizer.Minimize(target, new FuzzFinding(input, target.TryRun(input)!, 0));

        Assert.Equal("XY"u8.ToArray(), smallest.Input);
    }

    [Fact]
    public void Minimize_OtherFailureInTheWay_KeepsTheFirst()
    {
        var target = new FuzzTarget("Test", FailOnLength, "Fails in one way when long, in another when short.");
        byte[] input = new byte[100];

        FuzzFinding smallest = Minimizer.Minimize(target, new FuzzFinding(input, target.TryRun(input)!, 0));

        Assert.Equal(10, smallest.Input.Length);
        Assert.IsType<FuzzException>(smallest.Exception);
    }

    [Fact]
    public void Signature_ValuesInTheMessage_AreLeftOut()
    {
        Assert.Equal(
            FuzzFinding.SignatureOf(new FuzzException("Length: expected 1, got 2")),
            FuzzFinding.SignatureOf(new FuzzException("Length: expected 3, got 4")));
        Assert.NotEqual(
            FuzzFinding.SignatureOf(new FuzzException("Length: expected 1, got 2")),
            FuzzFinding.SignatureOf(new FuzzException("Content: expected 1, got 2")));
    }

    private static void FailOnXThenY(ReadOnlySpan<byte> input)
    {
        int x = input.IndexOf((byte)'X');
        Verify.True(x < 0 || input[x..].IndexOf((byte)'Y') < 0, "X before Y");
    }

    private static void FailOnLength(ReadOnlySpan<byte> input)
    {
        if (input.Length >= 10)
        {
            Verify.Fail($"Too long: {input.Length}");
        }

        throw new InvalidOperationException("Too short");
    }
}
