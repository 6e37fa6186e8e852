using System;
using System.Linq;
using System.Text;
using Native.Samples;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

/// <content>What a peer must not send, and how much.</content>
public sealed partial class Http1ParserTests
{
    private const string Chunked = "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\n\r\n";

    public static TheoryData<string, Http1Error> MalformedHeads => new()
    {
        { "GET\r\n", Http1Error.BadRequestLine },
        { "GET /\r\n", Http1Error.BadRequestLine },
        { "GET  HTTP/1.1\r\n", Http1Error.BadRequestLine },
        { "GET / x HTTP/1.1\r\n", Http1Error.BadRequestLine },
        { "GET /\t HTTP/1.1\r\n", Http1Error.BadRequestLine },
        { "G(T / HTTP/1.1\r\n", Http1Error.BadRequestLine },
        { " GET / HTTP/1.1\r\n", Http1Error.BadRequestLine },
        { "GET / HTTP/1.1 \r\n", Http1Error.BadRequestLine },
        { "GET / http/1.1\r\n", Http1Error.BadRequestLine },
        { "GET / HTTP/1.10\r\n", Http1Error.BadRequestLine },
        { "GET /\u00E9 HTTP/1.1\r\n", Http1Error.BadRequestLine },
        { "GET / HTTP/1.1\r\r\n", Http1Error.BadRequestLine },
        { "\u0016\u0003\u0001\n", Http1Error.BadRequestLine },
        { "PRI * HTTP/2.0\r\n", Http1Error.UnsupportedVersion },
        { "GET / HTTP/1.1\r\nHost: h\r\n folded\r\n", Http1Error.FoldedField },
        { "GET / HTTP/1.1\r\n\tfolded\r\n", Http1Error.FoldedField },
        { "GET / HTTP/1.1\r\nno colon\r\n", Http1Error.BadField },
        { "GET / HTTP/1.1\r\n: nameless\r\n", Http1Error.BadField },
        { "GET / HTTP/1.1\r\nspace : x\r\n", Http1Error.BadField },
        { "GET / HTTP/1.1\r\nbare: a\rb\r\n", Http1Error.BadField },
        { "GET / HTTP/1.1\r\nnul: \0\r\n", Http1Error.BadField },
        { "GET / HTTP/1.1\r\n\r\n", Http1Error.BadHost },
        { "GET / HTTP/1.1\r\n" + Host + Host + "\r\n", Http1Error.BadHost },
        { "GET / HTTP/1.0\r\n" + Host + Host + "\r\n", Http1Error.BadHost },
        { "GET / HTTP/1.0\r\nContent-Length: \r\n\r\n", Http1Error.BadContentLength },
        { "GET / HTTP/1.0\r\nContent-Length: -1\r\n\r\n", Http1Error.BadContentLength },
        { "GET / HTTP/1.0\r\nContent-Length: +1\r\n\r\n", Http1Error.BadContentLength },
        { "GET / HTTP/1.0\r\nContent-Length: 0x1\r\n\r\n", Http1Error.BadContentLength },
        { "GET / HTTP/1.0\r\nContent-Length: 9223372036854775808\r\n\r\n", Http1Error.BadContentLength },
        { "GET / HTTP/1.0\r\nContent-Length: 1, 2\r\n\r\n", Http1Error.BadContentLength },
        { "GET / HTTP/1.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", Http1Error.BadContentLength },
        { "GET / HTTP/1.0\r\nContent-Length: 1,\r\n\r\n", Http1Error.BadContentLength },
        { "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", Http1Error.AmbiguousLength },
        {
            "GET / HTTP/1.1\r\n" + Host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            Http1Error.AmbiguousLength
        },
        { "GET / HTTP/1.1\r\n" + Host + "Transfer-Encoding: gzip\r\n\r\n", Http1Error.UnsupportedTransferCoding },
        {
            "GET / HTTP/1.1\r\n" + Host + "Transfer-Encoding: gzip, chunked\r\n\r\n",
            Http1Error.UnsupportedTransferCoding
        },
        {
            "GET / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
            Http1Error.UnsupportedTransferCoding
        },
    };

    public static TheoryData<string, Http1Error> MalformedBodies => new()
    {
        { Chunked + "\r\n", Http1Error.BadChunkLength },
        { Chunked + "x\r\n", Http1Error.BadChunkLength },
        { Chunked + "-1\r\n", Http1Error.BadChunkLength },
        { Chunked + " 1\r\n", Http1Error.BadChunkLength },
        { Chunked + "1 x\r\n", Http1Error.BadChunkLength },
        { Chunked + "0x1\r\n", Http1Error.BadChunkLength },
        { Chunked + "8000000000000000\r\n", Http1Error.BadChunkLength },
        { Chunked + "1;a\nb\r\n", Http1Error.BadChunkLength },
        { Chunked + "1\r\nab\r\n", Http1Error.BadChunkEnd },
        { Chunked + "1\r\na\n0\r\n\r\n", Http1Error.BadChunkEnd },
        { Chunked + "1\r\na\rb", Http1Error.BadChunkEnd },
        { Chunked + "0\r\n folded\r\n\r\n", Http1Error.FoldedField },
        { Chunked + "0\r\nbad\r\n\r\n", Http1Error.BadField },
        { "GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n", Http1Error.BytesAfterLastMessage },
        { "GET / HT", Http1Error.UnexpectedEnd },
        { "GET / HTTP/1.0\r\nA: b\r\n", Http1Error.UnexpectedEnd },
        { "GET / HTTP/1.0\r\nContent-Length: 5\r\n\r\nfour", Http1Error.UnexpectedEnd },
        { Chunked + "5\r\nfour", Http1Error.UnexpectedEnd },
        { Chunked + "0\r\n", Http1Error.UnexpectedEnd },
    };

    public static TheoryData<string> MalformedStatusLines =>
    [
        "\r\n", "HTTP/1.1\r\n", "HTTP/1.1 20\r\n", "HTTP/1.1 2000\r\n", "HTTP/1.1 099 low\r\n", "HTTP/1.1 abc\r\n",
        "HTTP/1.1  200\r\n", "HTTP/1.1 200 a\0\r\n", "HTTP/11 200 OK\r\n", "http/1.1 200 OK\r\n", "HTTP/1.1 +20 OK\r\n",
    ];

    [Theory]
    [MemberData(nameof(MalformedHeads))]
    [MemberData(nameof(MalformedBodies))]
    public void TryRead_Malformed_EverySplit_FailsTheSame(string input, Http1Error expected)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(input);
        string whole = Http1Transcript.Of([bytes], Http1Role.Requests, _factory.Pool, isShared: false);
        Assert.EndsWith($"!{expected}", whole, StringComparison.Ordinal);
        AssertTranscript(input, whole, Http1Role.Requests);
    }

    [Theory]
    [MemberData(nameof(MalformedStatusLines))]
    public void TryRead_MalformedStatusLine_EverySplit_Fails(string input) =>
        AssertTranscript(input, "!BadStatusLine", Http1Role.Responses);

    [Fact]
    public void TryRead_Limits_EverySplit_AreExact()
    {
        Http1Limits limits = new() { LineLengthMax = 30, HeadLengthMax = 60, FieldCountMax = 2, BodyLengthMax = 4 };
        const string Head = "GET / HTTP/1.0\r\n";
        AssertLimited(limits, Head + "A: " + new string('x', 27) + "\r\n\r\n", null);
        AssertLimited(limits, Head + "A: " + new string('x', 28) + "\r\n\r\n", Http1Error.LineTooLong);
        AssertLimited(limits, Head + "A: " + new string('x', 1000), Http1Error.LineTooLong);
        AssertLimited(limits, Head + "A: 123456789\r\nB: 123456789012345678901\r\n\r\n", null);
        AssertLimited(
            limits, Head + "A: 123456789012345678901\r\nB: 123456789012345678\r\n\r\n", Http1Error.HeadTooLong);
        AssertLimited(limits, Head + "A: 1\r\nB: 2\r\n\r\n", null);
        AssertLimited(limits, Head + "A: 1\r\nB: 2\r\nC: 3\r\n\r\n", Http1Error.TooManyFields);
        AssertLimited(limits, Head + "Content-Length: 4\r\n\r\n1234", null);
        AssertLimited(limits, Head + "Content-Length: 5\r\n\r\n12345", Http1Error.BodyTooLong);
        AssertLimited(limits, string.Concat(Enumerable.Repeat("\r\n", 100)), Http1Error.HeadTooLong);
    }

    [Fact]
    public void TryRead_ChunkedLimits_EverySplit_AreExact()
    {
        Http1Limits limits = new() { BodyLengthMax = 4, FieldCountMax = 2, LineLengthMax = 40 };
        AssertLimited(limits, Chunked + "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", null);
        AssertLimited(limits, Chunked + "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n", Http1Error.BodyTooLong);
        AssertLimited(limits, Chunked + "7fffffffffffffff\r\nab", Http1Error.BodyTooLong);
        AssertLimited(limits, Chunked + "1;" + new string('x', 38) + "\r\na\r\n0\r\n\r\n", null);
        AssertLimited(limits, Chunked + "1;" + new string('x', 39) + "\r\na\r\n0\r\n\r\n", Http1Error.LineTooLong);
        AssertLimited(limits, Chunked + "0\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", Http1Error.TooManyFields);
        AssertTranscript(
            "HTTP/1.1 200 OK\r\n\r\n12345",
            "head 200 'OK' 1.1 keep\nbody 1234\n!BodyTooLong",
            Http1Role.Responses,
            limits);
    }

    [Fact]
    public void TryRead_RandomBytes_NeverThrow()
    {
        SeededRandom.Check(300, random =>
        {
            byte[] bytes = Encoding.Latin1.GetBytes(Chunked + "2\r\nab\r\n0\r\nA: b\r\n\r\nGET / HTTP/1.0\r\n\r\n");
            for (int index = random.Next(1, 4); index > 0; index--)
            {
                bytes[random.Next(bytes.Length)] = random.Pick("\0\r\n\t :;,0Zz\u007F"u8);
            }

            string whole = Http1Transcript.Of([bytes], Http1Role.Requests, _factory.Pool, isShared: false);
            foreach (byte[][] pieces in Chunkings.Random(bytes, random, 2))
            {
                Assert.Equal(whole, Http1Transcript.Of(pieces, Http1Role.Requests, _factory.Pool, isShared: true));
            }
        });
    }

    private void AssertLimited(Http1Limits limits, string input, Http1Error? expected)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(input);
        string whole = Http1Transcript.Of([bytes], Http1Role.Requests, _factory.Pool, isShared: false, limits);
        string end = expected is null ? "closed" : $"!{expected}";
        Assert.EndsWith(end, whole, StringComparison.Ordinal);
        AssertTranscript(input, whole, Http1Role.Requests, limits);
    }
}
