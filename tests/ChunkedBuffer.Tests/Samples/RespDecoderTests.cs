using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Native.Samples;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed class RespDecoderTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public static TheoryData<string, string> Values => new()
    {
        { "", "" },
        { "+OK\r\n", "SimpleString \"4F4B\"" },
        { "+\r\n", "SimpleString \"\"" },
        { "-ERR no\r\n", "SimpleError \"455252206E6F\"" },
        { ":0\r\n:-5\r\n:+7\r\n", "Integer 0\nInteger -5\nInteger 7" },
        { ":9223372036854775807\r\n:-9223372036854775808\r\n", $"Integer {long.MaxValue}\nInteger {long.MinValue}" },
        { "$5\r\nhello\r\n$0\r\n\r\n$-1\r\n", "BulkString \"68656C6C6F\"\nBulkString \"\"\nNull" },
        { "$4\r\n\r\n\r\n\r\n", "BulkString \"0D0A0D0A\"" },
        { "*-1\r\n_\r\n", "Null\nNull" },
        { "*0\r\n%0\r\n~0\r\n>0\r\n", "Array []\nMap []\nSet []\nPush []" },
        { "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", "Array [BulkString \"474554\", BulkString \"6B\"]" },
        { "*3\r\n:1\r\n*1\r\n:2\r\n:3\r\n", "Array [Integer 1, Array [Integer 2], Integer 3]" },
        { "*1\r\n*1\r\n*1\r\n*0\r\n:1\r\n", "Array [Array [Array [Array []]]]\nInteger 1" },
        { "#t\r\n#f\r\n", "Boolean true\nBoolean false" },
        { ",1.5\r\n,-2e3\r\n,10\r\n", "Double 1.5\nDouble -2000\nDouble 10" },
        { ",inf\r\n,-inf\r\n,nan\r\n", "Double Infinity\nDouble -Infinity\nDouble NaN" },
        { "(34928903284092385093248509\r\n", $"BigNumber \"{HexOf("34928903284092385093248509")}\"" },
        { "(-1\r\n", "BigNumber \"2D31\"" },
        { "!3\r\nERR\r\n", "BulkError \"455252\"" },
        { "=8\r\ntxt:abcd\r\n", "VerbatimString:txt \"61626364\"" },
        { "=4\r\nmkd:\r\n", "VerbatimString:mkd \"\"" },
        { "%2\r\n+a\r\n:1\r\n+b\r\n_\r\n", "Map [SimpleString \"61\", Integer 1, SimpleString \"62\", Null]" },
        { "~2\r\n:1\r\n#t\r\n", "Set [Integer 1, Boolean true]" },
        { ">2\r\n+m\r\n:1\r\n+OK\r\n", "Push [SimpleString \"6D\", Integer 1]\nSimpleString \"4F4B\"" },
        { "|1\r\n+ttl\r\n:9\r\n+v\r\n", "{SimpleString \"74746C\", Integer 9}SimpleString \"76\"" },
        { "|0\r\n:1\r\n", "{}Integer 1" },
        {
            "|1\r\n:1\r\n:2\r\n*2\r\n:3\r\n|1\r\n:4\r\n:5\r\n:6\r\n",
            "{Integer 1, Integer 2}Array [Integer 3, {Integer 4, Integer 5}Integer 6]"
        },
        { "|1\r\n:1\r\n:2\r\n|1\r\n:3\r\n:4\r\n:5\r\n", "{Integer 1, Integer 2, Integer 3, Integer 4}Integer 5" },
        { "|1\r\n|1\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n", "{{Integer 1, Integer 2}Integer 3, Integer 4}Integer 5" },
        { "$?\r\n;4\r\nHell\r\n;5\r\no wor\r\n;1\r\nd\r\n;0\r\n", "BulkString \"48656C6C6F20776F7264\"" },
        { "$?\r\n;0\r\n", "BulkString \"\"" },
        { "*?\r\n:1\r\n*?\r\n.\r\n:2\r\n.\r\n", "Array [Integer 1, Array [], Integer 2]" },
        { "%?\r\n+a\r\n:1\r\n.\r\n~?\r\n:1\r\n.\r\n", "Map [SimpleString \"61\", Integer 1]\nSet [Integer 1]" },
        { "*2\r\n$?\r\n;1\r\nx\r\n;0\r\n:1\r\n", "Array [BulkString \"78\", Integer 1]" },
        { "*2\r\n:1\r\n", "" },
    };

    public static TheoryData<string, RespError> Malformed => new()
    {
        { "\r\n", RespError.BadLine },
        { "PING\r\n", RespError.UnknownType },
        { "+a\nb\r\n", RespError.BadLine },
        { "+a\rb\r\n", RespError.BadLine },
        { ":\r\n", RespError.BadNumber },
        { ":1x\r\n", RespError.BadNumber },
        { ":--1\r\n", RespError.BadNumber },
        { ":9223372036854775808\r\n", RespError.BadNumber },
        { ":1.0\r\n", RespError.BadNumber },
        { "$x\r\n", RespError.BadNumber },
        { "$-2\r\n", RespError.BadNumber },
        { "$+1\r\n", RespError.BadNumber },
        { "!-1\r\n", RespError.BadNumber },
        { "=?\r\n", RespError.BadNumber },
        { "%-1\r\n", RespError.BadNumber },
        { ">?\r\n", RespError.BadNumber },
        { "|?\r\n", RespError.BadNumber },
        { "*99999999999999999999\r\n", RespError.BadNumber },
        { "#x\r\n", RespError.BadNumber },
        { "#\r\n", RespError.BadNumber },
        { "_x\r\n", RespError.BadNumber },
        { ",\r\n", RespError.BadNumber },
        { ",1.5.2\r\n", RespError.BadNumber },
        { ",infinity\r\n", RespError.BadNumber },
        { ", 1\r\n", RespError.BadNumber },
        { "(\r\n", RespError.BadNumber },
        { "(1a\r\n", RespError.BadNumber },
        { "$3\r\nabcd\r\n", RespError.BadEnd },
        { "$3\r\nabc\rx", RespError.BadEnd },
        { "=3\r\ntxt\r\n", RespError.BadVerbatimString },
        { "=5\r\ntxtab\r\n", RespError.BadVerbatimString },
        { "*1\r\n>1\r\n:1\r\n", RespError.Misplaced },
        { ".\r\n", RespError.Misplaced },
        { "*1\r\n.\r\n", RespError.Misplaced },
        { "%?\r\n:1\r\n.\r\n", RespError.Misplaced },
        { "*?\r\n|1\r\n:1\r\n:2\r\n.\r\n", RespError.Misplaced },
        { ".x\r\n", RespError.BadLine },
        { "$?\r\n:1\r\n", RespError.BadLine },
        { "$?\r\n;-1\r\n", RespError.BadNumber },
        { "$?\r\n;1\r\nxy\r\n", RespError.BadEnd },
    };

    public void Dispose() => _factory.Dispose();

    [Theory]
    [MemberData(nameof(Values))]
    public void TryRead_Values_EverySplit_AreTheSame(string input, string expected) =>
        AssertTranscript(input, expected);

    [Theory]
    [MemberData(nameof(Malformed))]
    public void TryRead_Malformed_EverySplit_FailsTheSame(string input, RespError expected)
    {
        AssertTranscript(input, $"!{expected}");
        AssertTranscript(":1\r\n" + input, $"Integer 1\n!{expected}");
    }

    [Fact]
    public void TryRead_Limits_EverySplit_AreExact()
    {
        RespLimits limits = new() { LineLengthMax = 8, BlobLengthMax = 4, DepthMax = 2, ValueCountMax = 5 };
        AssertTranscript("+1234567\r\n", "SimpleString \"31323334353637\"", limits);
        AssertTranscript("+12345678\r\n", "!LineTooLong", limits);
        AssertTranscript("+123456789", "!LineTooLong", limits);
        AssertTranscript("$4\r\nabcd\r\n", "BulkString \"61626364\"", limits);
        AssertTranscript("$5\r\n", "!BlobTooLong", limits);
        AssertTranscript("$?\r\n;2\r\nab\r\n;3\r\n", "!BlobTooLong", limits);
        AssertTranscript("*1\r\n*1\r\n:1\r\n", "Array [Array [Integer 1]]", limits);
        AssertTranscript("*1\r\n*1\r\n*1\r\n", "!TooDeep", limits);
        AssertTranscript("*4\r\n:1\r\n:2\r\n:3\r\n_\r\n", "Array [Integer 1, Integer 2, Integer 3, Null]", limits);
        AssertTranscript("*5\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n", "!TooManyValues", limits);
        AssertTranscript("*6\r\n", "!TooManyValues", limits);
        AssertTranscript("*?\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n", "!TooManyValues", limits);
    }

    [Fact]
    public void TryRead_HugeAnnouncement_AllocatesNothingForIt()
    {
        using RespDecoder decoder = new(pool: _factory.Pool);
        long before = GC.GetAllocatedBytesForCurrentThread();
        decoder.Feed("*1048576\r\n%524288\r\n"u8);
        Assert.Equal(ParseStatus.NeedMoreData, decoder.TryRead(out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Fact]
    public void TryRead_LongPipeline_EveryReplyInOrder()
    {
        byte[] pipeline = Encoding.Latin1.GetBytes(
            string.Concat(Enumerable.Range(0, 2000).Select(static index => $"*2\r\n:{index}\r\n$2\r\nok\r\n")));
        using RespDecoder decoder = new(pool: _factory.Pool);
        int count = 0;
        foreach (byte[] piece in Chunkings.Fixed(pipeline, 1460))
        {
            decoder.Feed(piece);
            while (decoder.TryRead(out RespValue? value) == ParseStatus.Done)
            {
                using (value)
                {
                    Assert.Equal(count++, value!.Items[0].Integer);
                    Assert.Equal("ok", value.Items[1].Content.Text());
                }
            }
        }

        Assert.Equal(2000, count);
    }

    [Fact]
    public void TryRead_KeptValues_OutliveTheDecoder()
    {
        RespDecoder decoder = new(pool: _factory.Pool);
        decoder.Feed("*1\r\n$4\r\nkept\r\n*1\r\n$2\r\nunfinished"u8);
        decoder.TryRead(out RespValue? kept);
        Assert.Equal(ParseStatus.Failed, decoder.TryRead(out _));
        decoder.Dispose();
        using (kept)
        {
            Assert.Equal("kept", kept!.Items[0].Content.Text());
        }

        kept.Dispose();
    }

    [Fact]
    public void TryRead_RandomBytes_NeverThrow()
    {
        byte[] valid =
            [.. "*2\r\n%1\r\n+a\r\n=7\r\ntxt:abc\r\n|1\r\n,1\r\n(2\r\n~?\r\n$?\r\n;1\r\nx\r\n;0\r\n.\r\n"u8];
        SeededRandom.Check(400, random =>
        {
            byte[] bytes = [.. valid];
            for (int index = random.Next(1, 4); index > 0; index--)
            {
                bytes[random.Next(bytes.Length)] = random.Pick("\0\r\n?-.;$*%~>|=#_+:,(!0129"u8);
            }

            string whole = RespTranscript.Of([bytes], _factory.Pool, isShared: false);
            foreach (byte[][] pieces in Chunkings.Random(bytes, random, 2))
            {
                Assert.Equal(whole, RespTranscript.Of(pieces, _factory.Pool, isShared: true));
            }
        });
    }

    private static string HexOf(string text) => Convert.ToHexString(Encoding.Latin1.GetBytes(text));

    private void AssertTranscript(string input, string expected, RespLimits? limits = null)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(input);
        foreach (byte[][] pieces in SplitsOf(bytes))
        {
            foreach (bool isShared in new[] { false, true })
            {
                string transcript = RespTranscript.Of(pieces, _factory.Pool, isShared, limits);
                if (transcript != expected)
                {
                    Assert.Fail($"{Chunkings.Describe(pieces)} of {input}:\n{transcript}\nexpected:\n{expected}");
                }
            }
        }
    }

    private static IEnumerable<byte[][]> SplitsOf(byte[] bytes)
    {
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            yield return [bytes[..cut], bytes[cut..]];
        }

        foreach (byte[][] pieces in Chunkings.Random(bytes, new SeededRandom(1), 20))
        {
            yield return pieces;
        }

        yield return Chunkings.Fixed(bytes, 1);
        yield return [bytes];
    }
}
