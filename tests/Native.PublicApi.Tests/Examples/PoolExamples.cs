using System;
using System.Collections.Generic;
using System.IO;
using ChunkedBuffers;
using Xunit;

namespace Native.PublicApi.Tests.Examples;

/// <summary>The examples of docs/pool.md, run as they stand there.</summary>
public sealed class PoolExamples
{
    [Fact]
    public void Pool_RentAndShare_WorksAsShown()
    {
        var socket = new MemoryStream("text"u8.ToArray());

        using var pool = new BlockPool(new BlockPoolOptions { Name = "ingest", SmallBytesMax = 256L * 1024 * 1024 });

        BufferSlice kept;
        using (BlockLease lease = pool.RentBlock(4096))
        {
            int received = socket.Read(lease.Span);
            kept = lease.Share(0, received);
        }

        Assert.Equal("text", kept.GetString());
        kept.Dispose();
        Assert.Equal(0, pool.GetStatistics().RentedBlocks);
    }

    [Fact]
    public void Pool_CheckedMode_ReportsAsShown()
    {
        List<BlockMisuse> reports = [];
        using var strict = new BlockPool(new BlockPoolOptions
        {
            Mode = BlockPoolMode.Checked,
            StackSampling = 1,
            OnMisuse = reports.Add,
        });
        BufferSlice slice = BufferSlice.CopyFrom("text"u8, strict);
        BufferSlice other = slice.Share();
        BufferSlice copy = slice;
        slice.Dispose();
        try
        {
            copy.Dispose();
        }
        catch (ObjectDisposedException)
        {
            Console.WriteLine(reports[0].ReleaserStack);
        }

        foreach (BlockMisuse handle in strict.GetOutstanding())
        {
            Console.WriteLine(handle.OwnerStack);
        }

        other.Dispose();
        Assert.Equal(BlockMisuseKind.DoubleDispose, Assert.Single(reports).Kind);
        Assert.Empty(strict.GetOutstanding());
    }
}
