using System;
using System.Collections.Generic;
using System.Text;
using Xunit;

namespace ChunkedBuffers.Tests;

/// <summary>Makes buffers whose chunk borders are where a test wants them, on a checked pool of their own.</summary>
internal sealed class BufferFactory : IDisposable
{
    private readonly List<BlockMisuse> _misuses = [];

    internal BufferFactory()
    {
        Pool = new BlockPool(new BlockPoolOptions
        {
            Name = "test",
            Mode = BlockPoolMode.Checked,
            OnMisuse = misuse =>
            {
                lock (_misuses)
                {
                    _misuses.Add(misuse);
                }
            },
        });
    }

    internal BlockPool Pool { get; }

    /// <summary>A buffer in which each part is a chunk of its own; empty parts leave no chunk.</summary>
    internal ChunkedBuffer Chunks(params string[] parts)
    {
        var buffer = new ChunkedBuffer(Pool, new ChunkedBufferOptions { CopyThreshold = 0 });
        Feed(buffer, parts);
        return buffer;
    }

    internal ChunkedBuffer Chunks(IEnumerable<byte[]> parts)
    {
        var buffer = new ChunkedBuffer(Pool, new ChunkedBufferOptions { CopyThreshold = 0 });
        foreach (byte[] part in parts)
        {
            using BufferSlice slice = BufferSlice.CopyFrom(part, Pool);
            buffer.Append(slice);
        }

        return buffer;
    }

    /// <summary>A buffer whose tail chunks hold exactly so many bytes each.</summary>
    internal ChunkedBuffer WithChunkLength(int length) =>
        new(Pool, new ChunkedBufferOptions { ChunkLengthMin = length, ChunkLengthMax = length });

    internal void Feed(ChunkedBuffer buffer, params string[] parts)
    {
        foreach (string part in parts)
        {
            using BufferSlice slice = Slice(part);
            buffer.Append(slice);
        }
    }

    internal BufferSlice Slice(string text) => BufferSlice.CopyFrom(Encoding.Latin1.GetBytes(text), Pool);

    internal BufferSlice SliceOf(params string[] parts)
    {
        using ChunkedBuffer buffer = Chunks(parts);
        return buffer.TakeAll();
    }

    /// <summary>The reports so far, which the test expected.</summary>
    internal List<BlockMisuse> TakeMisuses()
    {
        lock (_misuses)
        {
            List<BlockMisuse> taken = [.. _misuses];
            _misuses.Clear();
            return taken;
        }
    }

    /// <summary>Ends the test: nothing is rented any more and nobody misused a handle without saying so.</summary>
    public void Dispose()
    {
        Assert.Equal(0, Pool.GetStatistics().RentedBlocks);
        Pool.Dispose();
        Assert.Empty(_misuses);
    }
}
