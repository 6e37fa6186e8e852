using System;
using System.Collections.Concurrent;
using System.IO;

namespace NativeIo.Tests;

/// <summary>Collects what a scan shows, and checks that chunks of a file come in order.</summary>
internal sealed class RecordingWorker : ScanWorker
{
    private readonly ConcurrentDictionary<long, (NativePath Path, byte[] Content, NativeIoException? Error)> _files;
    private readonly MemoryStream _content = new();

    internal RecordingWorker(
        ConcurrentDictionary<long, (NativePath Path, byte[] Content, NativeIoException? Error)> files) =>
        _files = files;

    internal int ChunksOfFile { get; private set; }

    internal int EndCount { get; private set; }

    public override void OnChunk(in ScanChunk chunk)
    {
        if (chunk.Offset != _content.Length || chunk.Span.IsEmpty)
        {
            throw new InvalidOperationException($"A chunk at {chunk.Offset} came after {_content.Length} bytes.");
        }

        if (chunk.IsWholeFile && chunk.Offset != 0)
        {
            throw new InvalidOperationException($"A chunk at {chunk.Offset} says it is the whole file.");
        }

        ChunksOfFile++;
        _content.Write(chunk.Span);
    }

    public override void OnFile(in ScannedFile file)
    {
        if (file.Length != _content.Length || file.IsSuccess != file.Error is null)
        {
            throw new InvalidOperationException($"{file.Length} bytes were read and {_content.Length} shown.");
        }

        if (!_files.TryAdd(file.Index, (file.Path, _content.ToArray(), file.Error)))
        {
            throw new InvalidOperationException($"The file at {file.Index} came twice.");
        }

        _content.SetLength(0);
        ChunksOfFile = 0;
    }

    public override void OnEnd() => EndCount++;
}
