using System;
using System.Collections.Generic;
using System.Text;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Samples;

namespace Native.Fuzz.Targets;

/// <summary>
/// A stream of HTTP/1 messages, once whole and once in pieces that arrive in every way there is: the events must be the
/// same, only a body may be cut otherwise, and nothing may be thrown. The events of the second run are kept to the end,
/// so that a slice that does not survive what comes after it shows other bytes.
/// </summary>
internal static class HttpParsing
{
    private static readonly Http1Limits[] LimitChoices =
    [
        new(),
        new() { LineLengthMax = 32, HeadLengthMax = 96, FieldCountMax = 3, BodyLengthMax = 40 },
    ];

    public static void Run(ReadOnlySpan<byte> input) => WholeAndCut.Run(input, "Events", Parse);

    private static string Parse(byte shape, IReadOnlyList<byte[]> pieces, BlockPool pool)
    {
        var role = (Http1Role)(shape & 1);
        var events = new List<Http1Event>();
        using var parser = new Http1Parser(role, LimitChoices[shape >> 1 & 1], pool);
        for (int expectation = 0; role == Http1Role.Responses && expectation < 3; expectation++)
        {
            parser.Expect((Http1Expectation)((shape >> (2 + (2 * expectation)) & 3) % 3));
        }

        ParseStatus status = ParseStatus.NeedMoreData;
        for (int index = 0; index < pieces.Count && status != ParseStatus.Failed; index++)
        {
            Arrival.Deliver(parser.Input, pieces[index], index + shape, pool);
            status = Drain(parser, events);
        }

        if (status != ParseStatus.Failed)
        {
            parser.FeedEnd();
            status = Drain(parser, events);
        }

        // Bytes behind an error are nobody's.
        byte[] unread = [];
        using (BufferSlice rest = parser.TakeUnread())
        {
            unread = status == ParseStatus.Failed ? [] : rest.ToArray();
        }

        parser.Dispose();
        string text = Describe(events) + status + parser.Error + Convert.ToHexString(unread);
        foreach (Http1Event happened in events)
        {
            happened.Dispose();
        }

        return text;
    }

    private static ParseStatus Drain(Http1Parser parser, List<Http1Event> events)
    {
        ParseStatus status;
        while ((status = parser.TryRead(out Http1Event happened)) == ParseStatus.Done)
        {
            events.Add(happened);
        }

        return status;
    }

    private static string Describe(List<Http1Event> events)
    {
        var text = new StringBuilder();
        Http1EventKind last = Http1EventKind.End;
        foreach (Http1Event happened in events)
        {
            // Pieces of one body are one body.
            if (happened.Kind != Http1EventKind.Body || last != Http1EventKind.Body)
            {
                text.Append(' ').Append(happened.Kind).Append(' ');
            }

            last = happened.Kind;
            text.Append(Convert.ToHexString(happened.Body.ToArray()));
            if (happened.Head is { } head)
            {
                Describe(head, text);
            }
        }

        return text.ToString();
    }

    private static void Describe(Http1Head head, StringBuilder text)
    {
        text.Append(Convert.ToHexString(head.Method.ToArray())).Append('|');
        text.Append(Convert.ToHexString(head.Target.ToArray())).Append('|');
        text.Append(head.Status).Append('|').Append(Convert.ToHexString(head.Reason.ToArray())).Append('|');
        text.Append(head.MinorVersion).Append(head.KeepsAlive);
        foreach (Http1Field field in head.Fields)
        {
            text.Append('|').Append(Convert.ToHexString(field.Name.ToArray()));
            text.Append('=').Append(Convert.ToHexString(field.Value.ToArray()));
        }
    }
}
