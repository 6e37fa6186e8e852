using System;
using System.Buffers;
using System.IO;
using System.Text.Json;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace Native.PublicApi.Tests;

/// <summary>
/// What a user of the package writes, in an assembly that sees its public members only: parsing, keeping, gathering,
/// and the extension points.
/// </summary>
public sealed class OutsideInTests
{
    [Fact]
    public void Parse_ArrivalsCutAnywhere_GivesTheSameLines()
    {
        foreach (byte[][] arrivals in Chunkings.All("ab\r\nc\n\r\n"u8))
        {
            using BlockPool pool = new();
            using ChunkedBuffer buffer = new(pool);
            string lines = "";
            foreach (byte[] arrival in arrivals)
            {
                arrival.CopyTo(buffer.GetSpan(arrival.Length));
                buffer.Advance(arrival.Length);
                while (buffer.TryTakeLine(out BufferSlice line))
                {
                    using (line)
                    {
                        lines += System.Text.Encoding.ASCII.GetString(line.AsMemory().Span) + "|";
                    }
                }
            }

            Assert.Equal("ab|c||", lines);
        }
    }

    [Fact]
    public void Keep_SliceOutlivesBufferAndPool_StaysReadable()
    {
        BufferSlice kept;
        using (BlockPool pool = new())
        using (ChunkedBuffer buffer = new(pool))
        {
            buffer.Append("header: value"u8);
            _ = buffer.Skip("header: ".Length);
            kept = buffer.TakeAll();
        }

        Assert.Equal("value"u8, kept.AsSpan());
        kept.Dispose();
        _ = Assert.Throws<ObjectDisposedException>(() => kept.AsMemory());
    }

    [Fact]
    public void Gather_SharedParts_AreWrittenInOneCall()
    {
        using BufferSlice body = BufferSlice.CopyFrom("body"u8);
        using ChunkedBuffer message = new();
        message.Append("head:"u8);
        message.Append(body);
        ReadOnlyMemory<byte>[] parts = new ReadOnlyMemory<byte>[message.ChunkCount];
        Assert.Equal(parts.Length, message.GetBuffers(parts));

        using TemporaryDirectory directory = new();
        string path = directory.File("gathered");
        using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.Write(file, parts, 0);
        }

        Assert.Equal("head:body"u8, File.ReadAllBytes(path));
    }

    [Fact]
    public void Write_FrameworkWriter_FillsTheBuffer()
    {
        using ChunkedBuffer buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("n", 1);
            writer.WriteEndObject();
        }

        using BufferSlice json = buffer.TakeAll();
        Assert.Equal("""{"n":1}"""u8, json.AsSpan());
    }

    [Fact]
    public void AppendExternal_ForeignMemory_IsReleasedOnceByTheLastHolder()
    {
        // Longer than the copy threshold: what is shorter is copied and given back at once.
        byte[] bytes = new byte[ChunkedBufferOptions.Default.CopyThreshold + 1];
        new SeededRandom(1).NextBytes(bytes);
        int released = 0;
        using GuardedMemory foreign = GuardedMemory.CopyOf(bytes);
        foreign.MakeReadOnly();
        BufferSlice kept;
        using (ChunkedBuffer buffer = new())
        {
            buffer.AppendExternal(foreign.Memory, _ => released++);
            kept = buffer.TakeAll();
        }

        Assert.Equal(0, released);
        Assert.Equal(bytes, kept.AsSpan());
        kept.Dispose();
        Assert.Equal(1, released);
    }

    [Fact]
    public void SlabSource_OfAUser_ServesThePool()
    {
        GuardedSlabSource source = new();
        using (BlockPool pool = new(new BlockPoolOptions { SlabSource = source }))
        {
            using IMemoryOwner<byte> owner = pool.Rent(100);
            owner.Memory.Span.Fill(1);
            Assert.True(owner.Memory.Length >= 100);
        }

        Assert.Equal(1, source.AllocatedRegions);
    }
}
