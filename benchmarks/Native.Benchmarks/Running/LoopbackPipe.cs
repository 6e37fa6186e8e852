using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks;

namespace Native.Benchmarks;

/// <summary>
/// A System.IO.Pipelines.Pipe that one thread writes and reads, without a pause threshold, so that nothing ever waits
/// and the time is the pipe's own.
/// </summary>
internal sealed class LoopbackPipe : IDisposable
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));

    public void Write(ReadOnlySpan<byte> content) => _pipe.Writer.Write(content);

    public ReadOnlySequence<byte> FlushAndRead()
    {
        ValueTask<FlushResult> flush = _pipe.Writer.FlushAsync();
        if (!flush.IsCompletedSuccessfully || flush.Result.IsCompleted || !_pipe.Reader.TryRead(out ReadResult result))
        {
            throw new InvalidOperationException("The pipe made its only user wait.");
        }

        return result.Buffer;
    }

    public void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
        _pipe.Reader.AdvanceTo(consumed, examined);

    public void Dispose()
    {
        _pipe.Writer.Complete();
        _pipe.Reader.Complete();
    }
}
