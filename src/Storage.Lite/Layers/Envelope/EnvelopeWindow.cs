namespace Storage.Lite;

/// <summary>Which frames of an object are read.</summary>
/// <param name="PayloadLength">The bytes in all frames of the object.</param>
/// <param name="TrailerLength">How many of them, at the end, are not the value's.</param>
/// <param name="FrameStart">The first frame.</param>
/// <param name="FrameEnd">The frame after the last one.</param>
internal readonly record struct EnvelopeWindow(long PayloadLength, int TrailerLength, long FrameStart, long FrameEnd);
