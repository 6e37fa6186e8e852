using System.IO;

namespace ChunkedBuffers.Kestrel.Tests;

/// <summary>Bytes whose number the reader cannot ask for.</summary>
internal sealed class UnseekableStream(byte[] content) : MemoryStream(content, writable: false)
{
    public override bool CanSeek => false;
}
