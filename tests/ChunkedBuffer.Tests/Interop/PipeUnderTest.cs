using System;
using System.IO.Pipelines;

namespace ChunkedBuffers.Tests.Interop;

/// <summary>One of the two pipes that a script runs on, with schedulers that the script drives.</summary>
internal sealed record PipeUnderTest(PipeReader Reader, PipeWriter Writer, Action Reset)
{
    internal QueueScheduler ReaderScheduler { get; private init; } = new();

    internal QueueScheduler WriterScheduler { get; private init; } = new();

    internal static PipeUnderTest Framework(long pause, long resume)
    {
        var reader = new QueueScheduler();
        var writer = new QueueScheduler();
        var pipe = new Pipe(new PipeOptions(
            readerScheduler: reader,
            writerScheduler: writer,
            pauseWriterThreshold: pause,
            resumeWriterThreshold: resume,
            minimumSegmentSize: 16));
        return new PipeUnderTest(pipe.Reader, pipe.Writer, pipe.Reset)
        {
            ReaderScheduler = reader,
            WriterScheduler = writer,
        };
    }

    internal static PipeUnderTest Ours(BlockPool pool, long pause, long resume)
    {
        var reader = new QueueScheduler();
        var writer = new QueueScheduler();
        var pipe = new ChunkedPipe(new ChunkedPipeOptions
        {
            Pool = pool,
            BufferOptions = new ChunkedBufferOptions { ChunkLengthMin = 16, ChunkLengthMax = 64 },
            ReaderScheduler = reader,
            WriterScheduler = writer,
            PauseWriterThreshold = pause,
            ResumeWriterThreshold = resume,
        });
        return new PipeUnderTest(pipe.Reader, pipe.Writer, pipe.Reset)
        {
            ReaderScheduler = reader,
            WriterScheduler = writer,
        };
    }
}
