using System.Collections.Generic;
using System.Text;
using Native.Samples;

namespace ChunkedBuffers.Tests;

/// <summary>
/// A conversation as text: what a parser said about bytes that arrived in pieces. Body pieces that follow each other
/// are one, because only their sum is a promise.
/// </summary>
internal sealed class Http1Transcript
{
    private readonly StringBuilder _text = new();
    private bool _isInBody;

    /// <summary>Feeds the pieces, by copy or by sharing slices, then the end, and reads after each.</summary>
    internal static string Of(
        IEnumerable<byte[]> pieces,
        Http1Role role,
        BlockPool pool,
        bool isShared,
        Http1Limits? limits = null,
        params Http1Expectation[] expected)
    {
        Http1Transcript transcript = new();
        using Http1Parser parser = new(role, limits, pool);
        foreach (Http1Expectation expectation in expected)
        {
            parser.Expect(expectation);
        }

        foreach (byte[] piece in pieces)
        {
            if (isShared)
            {
                using BufferSlice slice = BufferSlice.CopyFrom(piece, pool);
                parser.Feed(slice);
            }
            else
            {
                parser.Feed(piece);
            }

            transcript.Drain(parser);
        }

        parser.FeedEnd();
        transcript.Drain(parser);
        return transcript.Finish(parser);
    }

    private void Drain(Http1Parser parser)
    {
        while (parser.TryRead(out Http1Event happened) == ParseStatus.Done)
        {
            using (happened)
            {
                Write(happened);
            }
        }
    }

    private string Finish(Http1Parser parser)
    {
        EndBody();
        using BufferSlice unread = parser.TakeUnread();
        if (parser.Error != Http1Error.None)
        {
            return $"{_text}!{parser.Error}";
        }

        return unread.IsEmpty ? _text.ToString().TrimEnd() : $"{_text}rest {unread.Text()}";
    }

    private void Write(Http1Event happened)
    {
        if (happened.Kind == Http1EventKind.Body)
        {
            _text.Append(_isInBody ? string.Empty : "body ").Append(happened.Body.Text());
            _isInBody = true;
            return;
        }

        EndBody();
        _text.Append(happened.Kind.ToString().ToLowerInvariant());
        if (happened.Head is { } head)
        {
            _text.Append(StartLine(head));
            foreach (Http1Field field in head.Fields)
            {
                _text.Append($" {field.Name.Text()}={field.Value.Text()};");
            }

            _text.Append(head.KeepsAlive ? " keep" : string.Empty);
        }

        _text.Append('\n');
    }

    private static string StartLine(Http1Head head) =>
        head.Status > 0 ? $" {head.Status} '{head.Reason.Text()}' 1.{head.MinorVersion}"
        : head.Method.IsEmpty ? string.Empty
        : $" {head.Method.Text()} {head.Target.Text()} 1.{head.MinorVersion}";

    private void EndBody()
    {
        _text.Append(_isInBody ? "\n" : string.Empty);
        _isInBody = false;
    }
}
