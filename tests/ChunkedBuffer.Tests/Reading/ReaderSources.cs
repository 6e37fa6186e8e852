using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Native.TestKit;

namespace ChunkedBuffers.Tests;

/// <summary>Gives a test the same bytes, cut the same way, in every form that a reader takes.</summary>
internal sealed class ReaderSources : IDisposable
{
    private readonly BufferFactory _factory = new();

    internal BlockPool Pool => _factory.Pool;

    /// <summary>Runs a test over chunks given as Latin-1 text; empty ones stay where a source can have them.</summary>
    internal void ForEach(string[] chunks, ReaderAction action) =>
        ForEach([.. chunks.Select(Encoding.Latin1.GetBytes)], action);

    internal void ForEach(byte[][] chunks, ReaderAction action)
    {
        OverSpan(chunks, action);
        OverSequence(chunks, action);
        OverSequence([.. WithEmptyChunks(chunks)], action);
        OverBuffer(chunks, action);
        OverWrappedBuffer(chunks, action);
        OverSlice(chunks, action);
    }

    /// <summary>The sources that values can be shared from.</summary>
    internal void ForEachShareable(byte[][] chunks, ReaderAction action)
    {
        OverBuffer(chunks, action);
        OverWrappedBuffer(chunks, action);
        OverSlice(chunks, action);
    }

    internal ChunkedBuffer Buffer(params string[] chunks) => _factory.Chunks(chunks);

    public void Dispose() => _factory.Dispose();

    private void OverSpan(byte[][] chunks, ReaderAction action)
    {
        // A copy against an inaccessible page is of no use to most tests and slow; the fuzz target does that.
        BufferReader reader = new(Chunkings.Join(chunks), Pool);
        Run(ref reader, action);
    }

    private void OverSequence(byte[][] chunks, ReaderAction action)
    {
        BufferReader reader = new(Chunkings.ToSequence(chunks), Pool);
        Run(ref reader, action);
    }

    /// <summary>A buffer with a write lease open behind its bytes, which a reader must not see.</summary>
    private void OverBuffer(byte[][] chunks, ReaderAction action)
    {
        using ChunkedBuffer buffer = _factory.Chunks(chunks);
        buffer.GetSpan(16);
        BufferReader reader = new(buffer);
        Run(ref reader, action);
        buffer.AbandonLease();
    }

    /// <summary>
    /// A buffer whose chunks are not from the start of its table on: others were in front and are consumed.
    /// </summary>
    private void OverWrappedBuffer(byte[][] chunks, ReaderAction action)
    {
        using ChunkedBuffer buffer = _factory.Chunks("a", "b", "c");
        for (int index = 0; index < chunks.Length; index++)
        {
            if (index == 1)
            {
                buffer.Skip(3);
            }

            using BufferSlice slice = BufferSlice.CopyFrom(chunks[index], Pool);
            buffer.Append(slice);
        }

        if (chunks.Length < 2)
        {
            buffer.Skip(3);
        }

        BufferReader reader = new(buffer);
        Run(ref reader, action);
    }

    private void OverSlice(byte[][] chunks, ReaderAction action)
    {
        using ChunkedBuffer buffer = _factory.Chunks(chunks);
        using BufferSlice slice = buffer.TakeAll();
        BufferReader reader = new(slice, Pool);
        Run(ref reader, action);
    }

    private static void Run(ref BufferReader reader, ReaderAction action)
    {
        try
        {
            action(ref reader);
        }
        finally
        {
            reader.Dispose();
        }
    }

    private static IEnumerable<byte[]> WithEmptyChunks(byte[][] chunks) =>
        chunks.SelectMany(static chunk => new[] { [], chunk, Array.Empty<byte>() });
}
