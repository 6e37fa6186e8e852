using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using ChunkedBuffers;
using Xunit;

namespace Native.PublicApi.Tests.Examples;

/// <summary>The examples of docs/interop.md and docs/migrating-from-pipelines.md, run as they stand there.</summary>
public sealed class InteropExamples
{
    [Fact]
    public async Task Interop_WriteASlice_WorksAsShown()
    {
        using BufferSlice body = BufferSlice.CopyFrom(new byte[1000]);

        var pipe = new ChunkedPipe();
        pipe.Writer.Write("HTTP/1.1 200 OK\r\n\r\n"u8);
        pipe.Writer.Append(body);
        await pipe.Writer.FlushAsync();

        ReadResult result = await pipe.Reader.ReadAsync();
        Assert.Equal(1019, result.Buffer.Length);
        await pipe.Reader.CompleteAsync();
        await pipe.Writer.CompleteAsync();
        Assert.True(body.IsUnique);
    }

    [Fact]
    public void Interop_Sequence_WorksAsShown()
    {
        using var buffer = new ChunkedBuffer();
        buffer.Append("[1]"u8);

        using SequenceLease lease = buffer.AsReadOnlySequence();
        var json = new Utf8JsonReader(lease.Sequence);

        Assert.True(json.Read() && json.TokenType == JsonTokenType.StartArray);
    }

    [Fact]
    public async Task Migrating_BeforeWithAPipe_WorksAsShown()
    {
        var kept = new List<byte[]>();
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("line\nrest"u8.ToArray());

        ReadResult result = await pipe.Reader.ReadAsync();
        if (result.Buffer.PositionOf((byte)'\n') is SequencePosition end)
        {
            kept.Add(result.Buffer.Slice(0, result.Buffer.GetPosition(1, end)).ToArray());
            pipe.Reader.AdvanceTo(result.Buffer.GetPosition(1, end));
        }

        Assert.Equal("line\n", Encoding.ASCII.GetString(Assert.Single(kept)));
        Assert.Equal(4, (await pipe.Reader.ReadAsync()).Buffer.Length);
    }

    [Fact]
    public async Task Migrating_AfterWithAChunkedPipe_WorksAsShown()
    {
        var kept = new List<BufferSlice>();
        var pipe = new ChunkedPipe();
        await pipe.Writer.WriteAsync("line\nrest"u8.ToArray());

        ReadResult result = await pipe.Reader.ReadAsync();
        if (result.Buffer.PositionOf((byte)'\n') is SequencePosition end)
        {
            kept.Add(pipe.Reader.Take(result.Buffer.GetPosition(1, end)));
        }

        Assert.Equal(4, (await pipe.Reader.ReadAsync()).Buffer.Length);
        await pipe.Reader.CompleteAsync();
        await pipe.Writer.CompleteAsync();
        using BufferSlice line = Assert.Single(kept);
        Assert.Equal("line\n", line.GetString());
    }
}
