using System;

namespace Storage.Lite;

/// <summary>An object whose beginning was read and found right.</summary>
/// <param name="Header">The header.</param>
/// <param name="Frames">The frames. Ownership: owns them.</param>
/// <param name="PayloadLength">The bytes in all frames, from the stored length.</param>
/// <remarks>Thread safety: one caller at a time.</remarks>
internal sealed record EnvelopeOpening(EnvelopeHeader Header, EnvelopeFrames Frames, long PayloadLength) : IDisposable
{
    /// <summary>
    /// Gets the length of the value, or <see cref="EnvelopeHeader.UnknownLength"/> when its end says it.
    /// </summary>
    public long PlainLength => Header.IsCompressed ? Header.PlainLength : PayloadLength;

    public void Dispose() => Frames.Dispose();
}
