using System;
using System.Text;

namespace Native.Samples;

/// <summary>What the fields of a head say about where the body ends and whether the connection goes on.</summary>
internal readonly record struct Http1Framing
{
    internal Http1Error Error { get; private init; }

    internal bool IsChunked { get; private init; }

    internal bool HasLength { get; private init; }

    internal long Length { get; private init; }

    internal bool KeepsAlive { get; private init; }

    internal static Http1Framing Of(Http1Head head, Http1Role role)
    {
        Http1Framing framing = new() { KeepsAlive = head.MinorVersion > 0 };
        int hosts = 0;
        foreach (Http1Field field in head.Fields)
        {
            ReadOnlySpan<byte> value = field.Value.AsSpan();
            if (field.NameIs("content-length"u8))
            {
                framing = framing.WithContentLength(value);
            }
            else if (field.NameIs("transfer-encoding"u8))
            {
                framing = framing.WithTransferCoding(value);
            }
            else if (field.NameIs("connection"u8))
            {
                framing = framing.WithConnection(value, head.MinorVersion);
            }
            else if (field.NameIs("host"u8))
            {
                hosts++;
            }

            if (framing.Error != Http1Error.None)
            {
                return framing;
            }
        }

        bool isHostWrong = role == Http1Role.Requests && (hosts > 1 || (hosts == 0 && head.MinorVersion > 0));
        bool isAmbiguous = framing.IsChunked && (framing.HasLength || head.MinorVersion == 0);
        return isHostWrong ? framing with { Error = Http1Error.BadHost }
            : isAmbiguous ? framing with { Error = Http1Error.AmbiguousLength } : framing;
    }

    /// <summary>"5", or "5, 5" as proxies join repeated fields; all must be the same.</summary>
    private Http1Framing WithContentLength(ReadOnlySpan<byte> value)
    {
        Http1Framing framing = this;
        foreach (Range part in value.Split((byte)','))
        {
            ReadOnlySpan<byte> text = value[part];
            if (!Http1Syntax.TryParseLength(text[Http1Syntax.Trim(text)], out long length)
                || (framing.HasLength && framing.Length != length))
            {
                return framing with { Error = Http1Error.BadContentLength };
            }

            framing = framing with { HasLength = true, Length = length };
        }

        return framing;
    }

    private Http1Framing WithTransferCoding(ReadOnlySpan<byte> value) =>
        !IsChunked && Ascii.EqualsIgnoreCase(value, "chunked"u8)
            ? this with { IsChunked = true }
            : this with { Error = Http1Error.UnsupportedTransferCoding };

    private Http1Framing WithConnection(ReadOnlySpan<byte> value, int minorVersion) =>
        Http1Syntax.HasWord(value, "close"u8) ? this with { KeepsAlive = false, IsClosing = true }
        : minorVersion == 0 && Http1Syntax.HasWord(value, "keep-alive"u8) ? this with { KeepsAlive = !IsClosing }
        : this;

    /// <summary>"close" wins over a "keep-alive" in a later field.</summary>
    private bool IsClosing { get; init; }
}
