namespace ChunkedBuffers.Tests;

/// <summary>
/// What a test does with a reader; a delegate of its own, because a reader cannot be a type argument.
/// </summary>
internal delegate void ReaderAction(ref BufferReader reader);
