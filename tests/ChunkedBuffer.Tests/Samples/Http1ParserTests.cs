using System;
using System.Collections.Generic;
using System.Text;
using Native.Samples;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

public sealed partial class Http1ParserTests : IDisposable
{
    private const string Host = "Host: h\r\n";

    private readonly BufferFactory _factory = new();

    public static TheoryData<string, string> Requests => new()
    {
        { "", "closed" },
        { "GET / HTTP/1.1\r\n" + Host + "\r\n", "head GET / 1.1 Host=h; keep\nend\nclosed" },
        { "GET / HTTP/1.1\nHost:h\n\n", "head GET / 1.1 Host=h; keep\nend\nclosed" },
        { "\r\n\r\nGET / HTTP/1.0\r\n\r\n", "head GET / 1.0\nend\nclosed" },
        {
            "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
            "head GET / 1.0 Connection=Keep-Alive; keep\nend\nclosed"
        },
        {
            "GET / HTTP/1.1\r\n" + Host + "Connection: a, CLOSE\r\n\r\n",
            "head GET / 1.1 Host=h; Connection=a, CLOSE;\nend\nclosed"
        },
        {
            "GET /a?b=c HTTP/1.1\r\n" + Host + "X-Empty:\r\nX-Blank: \t \r\nX-Text:\t a b\t c \t\r\n\r\n",
            "head GET /a?b=c 1.1 Host=h; X-Empty=; X-Blank=; X-Text=a b\t c; keep\nend\nclosed"
        },
        {
            "POST /x HTTP/1.1\r\n" + Host + "Content-Length: 5\r\n\r\nhello",
            "head POST /x 1.1 Host=h; Content-Length=5; keep\nbody hello\nend\nclosed"
        },
        {
            "POST /x HTTP/1.1\r\n" + Host + "Content-Length: 2, 2\r\nContent-Length: 2\r\n\r\nhi",
            "head POST /x 1.1 Host=h; Content-Length=2, 2; Content-Length=2; keep\nbody hi\nend\nclosed"
        },
        {
            "POST /x HTTP/1.1\r\n" + Host + "Content-Length: 0\r\n\r\nGET / HTTP/1.1\r\n" + Host + "\r\n",
            "head POST /x 1.1 Host=h; Content-Length=0; keep\nend\nhead GET / 1.1 Host=h; keep\nend\nclosed"
        },
        {
            "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: Chunked\r\n\r\n"
                + "5\r\nhello\r\n00a;x=y\r\n, chunked!\r\n0\r\n\r\n",
            "head POST / 1.1 Host=h; Transfer-Encoding=Chunked; keep\nbody hello, chunked!\nend\nclosed"
        },
        {
            "POST / HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\n\r\n"
                + "1 ; a=\"b\"\r\nx\r\n0\r\nDigest: 1\r\nB: \r\n\r\nGET / HTTP/1.0\r\n\r\n",
            "head POST / 1.1 Host=h; Transfer-Encoding=chunked; keep\nbody x\nend Digest=1; B=;\n"
                + "head GET / 1.0\nend\nclosed"
        },
        {
            "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n\u0016\u0003\u0001",
            "head CONNECT a:443 1.1 Host=a:443; keep\nswitched\nrest \u0016\u0003\u0001"
        },
    };

    public static TheoryData<string, string, Http1Expectation> Responses => new()
    {
        {
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
            "head 200 'OK' 1.1 Content-Length=2; keep\nbody hi\nend\nclosed",
            Http1Expectation.Body
        },
        { "HTTP/1.1 204\r\n\r\n", "head 204 '' 1.1 keep\nend\nclosed", Http1Expectation.Body },
        {
            "HTTP/1.0 304 \r\nContent-Length: 9\r\n\r\n",
            "head 304 '' 1.0 Content-Length=9;\nend\nclosed",
            Http1Expectation.Body
        },
        {
            "HTTP/1.1 200 Fine by me\r\n\r\nall of this",
            "head 200 'Fine by me' 1.1 keep\nbody all of this\nend\nclosed",
            Http1Expectation.Body
        },
        { "HTTP/1.1 200 OK\r\n\r\n", "head 200 'OK' 1.1 keep\nend\nclosed", Http1Expectation.Body },
        {
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
                + "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
            "head 200 'OK' 1.1 Transfer-Encoding=chunked; keep\nbody hi\nend\n"
                + "head 404 'No' 1.1 Content-Length=0; keep\nend\nclosed",
            Http1Expectation.Body
        },
        {
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n",
            "head 100 'Continue' 1.1 keep\nhead 103 'Hints' 1.1 Link=x; keep\n"
                + "head 200 'OK' 1.1 Content-Length=7; keep\nend\nclosed",
            Http1Expectation.HeadOnly
        },
        {
            "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\nraw\r\n",
            "head 101 'Switching' 1.1 Upgrade=x; keep\nswitched\nrest raw\r\n",
            Http1Expectation.Body
        },
        { "HTTP/1.1 200 OK\r\n\r\nraw", "head 200 'OK' 1.1 keep\nswitched\nrest raw", Http1Expectation.Tunnel },
        {
            "HTTP/1.1 407 No\r\nContent-Length: 1\r\n\r\nx",
            "head 407 'No' 1.1 Content-Length=1; keep\nbody x\nend\nclosed",
            Http1Expectation.Tunnel
        },
    };

    public void Dispose() => _factory.Dispose();

    [Theory]
    [MemberData(nameof(Requests))]
    public void TryRead_Requests_EverySplit_TellTheSame(string input, string expected) =>
        AssertTranscript(input, expected, Http1Role.Requests);

    [Theory]
    [MemberData(nameof(Responses))]
    public void TryRead_Responses_EverySplit_TellTheSame(string input, string expected, Http1Expectation expectation) =>
        AssertTranscript(input, expected, Http1Role.Responses, null, expectation);

    [Fact]
    public void TryRead_Body_SharesTheMemoryThatArrived()
    {
        using Http1Parser parser = new(Http1Role.Requests, pool: _factory.Pool);
        // Long enough that the buffer shares it; what is short is cheaper to copy than to keep.
        string sent = "PUT / HTTP/1.0\r\nContent-Length: 2000\r\n\r\n" + new string('x', 2000);
        using BufferSlice arrived = _factory.Slice(sent);
        parser.Feed(arrived);
        Assert.Equal(ParseStatus.Done, parser.TryRead(out Http1Event head));
        head.Dispose();
        Assert.Equal(ParseStatus.Done, parser.TryRead(out Http1Event body));
        using (body)
        {
            Assert.True(body.Body.AsSpan() == arrived.AsSpan()[^2000..]);
        }
    }

    [Fact]
    public void TryRead_KeptEvents_OutliveTheParser()
    {
        Http1Parser parser = new(Http1Role.Requests, pool: _factory.Pool);
        foreach (byte value in "PUT /kept HTTP/1.0\r\nA: b\r\nContent-Length: 2\r\n\r\nhi"u8)
        {
            parser.Feed([value]);
        }

        parser.TryRead(out Http1Event head);
        parser.TryRead(out Http1Event body);
        parser.Dispose();
        using (head)
        {
            Assert.Equal("/kept", head.Head!.Target.Text());
            Assert.Equal("b", head.Head.Find("a"u8));
            Assert.Null(head.Head.Find("c"u8));
        }

        using (body)
        {
            Assert.Equal("hi", body.Body.Text());
        }
    }

    [Fact]
    public void Dispose_InTheMiddleOfAHead_ReturnsEverything()
    {
        Http1Parser parser = new(Http1Role.Requests, pool: _factory.Pool);
        parser.Feed("GET / HTTP/1.1\r\nHost: h\r\nX: unfinis"u8);
        Assert.Equal(ParseStatus.NeedMoreData, parser.TryRead(out _));
        parser.Dispose();
        parser.Dispose();
    }

    [Fact]
    public void FeedAndExpect_Misused_Throw()
    {
        using Http1Parser parser = new(Http1Role.Requests, pool: _factory.Pool);
        Assert.Throws<InvalidOperationException>(() => parser.Expect(Http1Expectation.HeadOnly));
        parser.FeedEnd();
        Assert.Throws<InvalidOperationException>(() => parser.Feed("x"u8));
    }

    private void AssertTranscript(
        string input,
        string expected,
        Http1Role role,
        Http1Limits? limits = null,
        params Http1Expectation[] expectations)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(input);
        foreach (byte[][] pieces in SplitsOf(bytes))
        {
            foreach (bool isShared in new[] { false, true })
            {
                string transcript = Http1Transcript.Of(pieces, role, _factory.Pool, isShared, limits, expectations);
                if (transcript != expected)
                {
                    Assert.Fail($"{Chunkings.Describe(pieces)} of {input}:\n{transcript}\nexpected:\n{expected}");
                }
            }
        }
    }

    /// <summary>Every cut in two, and what the test kit has beyond that.</summary>
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
