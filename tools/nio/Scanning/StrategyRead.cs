using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using ChunkedBuffers;
using NativeIo;
using Nio.Lines;

namespace Nio.Scanning;

/// <summary>Reads files one after the other by the strategy that the options name. Thread safety: none.</summary>
internal sealed class StrategyRead
{
    private readonly FileReader _reader;
    private readonly ScanJob.FileHandler _handler;
    private readonly ByteProgress _progress;

    internal StrategyRead(FileReader reader, ScanJob.FileHandler handler, ByteProgress progress)
    {
        _reader = reader;
        _handler = handler;
        _progress = progress;
    }

    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    internal void Read(NativePath path, long index, CancellationToken cancellation)
    {
        long length = 0;
        TimeSpan elapsed = TimeSpan.Zero;
        ReadStrategy strategy = ReadStrategy.Auto;
        string? failure = null;
        try
        {
            strategy = _reader.SelectStrategy(path).Strategy;
            if (strategy == ReadStrategy.Direct)
            {
                strategy = ReadDirect(path, ref length, ref elapsed, cancellation);
            }
            else
            {
                ReadChunks(path, ref length, ref elapsed, cancellation);
            }
        }
        catch (NativeIoException exception)
        {
            failure = Output.Messages.Describe(exception);
        }

        _handler.End(path, index, length, elapsed, strategy, failure);
    }

    private void ReadChunks(NativePath path, ref long length, ref TimeSpan elapsed, CancellationToken cancellation)
    {
        using IEnumerator<FileChunk> chunks =
            _reader.ScanChunks(path, cancellation: cancellation).GetEnumerator();
        while (MoveNext(chunks, ref elapsed))
        {
            Take(chunks.Current.Span, ref length);
        }
    }

    private ReadStrategy ReadDirect(
        NativePath path, ref long length, ref TimeSpan elapsed, CancellationToken cancellation)
    {
        long begin = Stopwatch.GetTimestamp();
        using DirectFileReader direct = DirectFileReader.Open(path);
        elapsed += Stopwatch.GetElapsedTime(begin);
        using IEnumerator<BufferSlice> chunks = direct.ReadChunks().GetEnumerator();
        while (MoveNext(chunks, ref elapsed))
        {
            using BufferSlice chunk = chunks.Current;
            cancellation.ThrowIfCancellationRequested();
            Take(chunk.AsSpan(), ref length);
        }

        return direct.IsDirect ? ReadStrategy.Direct : ReadStrategy.Buffered;
    }

    /// <summary>Only reading counts as time, not what is done with the bytes.</summary>
    private static bool MoveNext<T>(IEnumerator<T> chunks, ref TimeSpan elapsed)
    {
        long begin = Stopwatch.GetTimestamp();
        bool hasNext = chunks.MoveNext();
        elapsed += Stopwatch.GetElapsedTime(begin);
        return hasNext;
    }

    private void Take(ReadOnlySpan<byte> bytes, ref long length)
    {
        _handler.Add(bytes);
        length += bytes.Length;
        _progress.Add(bytes.Length);
    }
}
