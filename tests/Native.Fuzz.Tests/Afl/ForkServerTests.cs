using System;
using System.Threading.Tasks;
using Native.Fuzz.Afl;
using Native.Fuzz.Coverage;
using Native.Fuzz.Rig;
using Xunit;

namespace Native.Fuzz.Tests.Afl;

/// <summary>Plays AFL's side of the protocol over two pipes.</summary>
[Collection(CoverageMapCollection.Name)]
public sealed partial class ForkServerTests
{
    private const int MapSizeInHello = 0x40000000 | ((CoverageMap.LengthBytes - 1) << 1);

    [Fact]
    public async Task Serve_TestCasesFromAFile_ReportsEachRun()
    {
        var source = new ScriptedSource(isShared: false, "fine"u8.ToArray(), "fail"u8.ToArray(), "fine"u8.ToArray());
        await using var session = new Session(source);

        int hello = session.ReadWord();
        Assert.Equal(unchecked((int)0x80000001) | MapSizeInHello, hello);
        Assert.Equal(ForkServer.StatusFine, session.RunOne());
        Assert.Equal(ForkServer.StatusAborted, session.RunOne());
        Assert.Equal(ForkServer.StatusFine, session.RunOne());
    }

    [Fact]
    public async Task Serve_SharedTestCases_AsksForThemAndWaitsForTheAnswer()
    {
        await using var session = new Session(new ScriptedSource(isShared: true, "fine"u8.ToArray()));

        int hello = session.ReadWord();
        Assert.Equal(unchecked((int)0x80000001) | MapSizeInHello | ForkServer.HelloSharedTestCase, hello);
        session.WriteWord(unchecked((int)0x81000001));
        Assert.Equal(ForkServer.StatusFine, session.RunOne());
    }

    [Fact]
    public async Task Serve_EachRun_PublishesItsOwnEdges()
    {
        var source = new ScriptedSource(isShared: false, [100], [], [100]);
        await using var session = new Session(source);

        _ = session.ReadWord();
        _ = session.RunOne();
        _ = session.RunOne();
        _ = session.RunOne();
        Assert.NotEqual(0, session.Maps[0][100]);
        Assert.Equal(0, session.Maps[1].AsSpan().IndexOfAnyExcept((byte)0) + 1);
        Assert.Equal(session.Maps[0], session.Maps[2]);
    }

    private static void Target(ReadOnlySpan<byte> input)
    {
        foreach (byte block in input)
        {
            CoverageMap.Hit(block);
        }

        Verify.True(!input.StartsWith("fail"u8), "The input asked for it");
    }

    private sealed class ScriptedSource(bool isShared, params byte[][] inputs) : ITestCaseSource
    {
        private int _next;

        public bool IsShared => isShared;

        public int Read(byte[] destination)
        {
            byte[] input = inputs[_next++];
            input.CopyTo(destination, 0);
            return input.Length;
        }
    }
}
