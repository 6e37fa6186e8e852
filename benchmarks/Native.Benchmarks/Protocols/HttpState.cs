namespace Native.Benchmarks;

/// <summary>Where a decoder of chunked HTTP/1.1 messages stands.</summary>
internal enum HttpState
{
    Head,
    ChunkSize,
    Payload,
    Trailer,
}
