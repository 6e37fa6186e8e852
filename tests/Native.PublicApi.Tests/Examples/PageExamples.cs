using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using ChunkedBuffers;
using Xunit;

namespace Native.PublicApi.Tests.Examples;

/// <summary>The examples of the pages in docs/, run as they stand there.</summary>
public sealed class PageExamples
{
    [Fact]
    public void Buffers_LeaseLimitAndLines_WorkAsShown()
    {
        var socket = new MemoryStream(Encoding.ASCII.GetBytes("Host: here\r\n\r\none\ntwo\n"));

        using var buffer = new ChunkedBuffer();
        Span<byte> free = buffer.GetSpan(sizeHint: 512);
        int received = socket.Read(free);
        buffer.Advance(received);

        if (buffer.TryTakeUntil("\r\n\r\n"u8, lengthMax: 16_384, out BufferSlice head) == TakeStatus.TooLong)
        {
            throw new InvalidDataException("The peer sent more than 16 KiB of headers.");
        }

        Assert.Equal("Host: here", head.GetString());
        head.Dispose();

        long letters = 0;
        foreach (ReadOnlySpan<byte> line in buffer.EnumerateLines())
        {
            letters += line.Length;
        }

        buffer.Skip(buffer.Length);
        Assert.Equal(6, letters);
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void Buffers_SliceAndDetach_WorkAsShown()
    {
        BufferSlice record = BufferSlice.CopyFrom(new byte[48]);
        using BufferSlice key = record.Slice(0, 16);
        BufferSlice kept = record.Slice(16, 32).Detach();
        record.Dispose();
        Assert.Equal(16, key.Length);
        Assert.True(kept.IsUnique);
        kept.Dispose();
    }

    [Fact]
    public void Reading_KindAndBlob_WorksAsShown()
    {
        using var buffer = new ChunkedBuffer();
        var messages = new Dictionary<ushort, BufferSlice>();
        buffer.Append([0, 7, 0, 0, 0, 2, (byte)'h', (byte)'i', 1]);

        BufferReader reader = new(buffer);
        if (reader.TryReadUInt16BigEndian(out ushort kind)
            && reader.TryReadLengthPrefixedBlob(LengthPrefix.UInt32BigEndian, 1 << 20, out BufferSlice blob)
                == ReadStatus.Done)
        {
            messages.Add(kind, blob);
            buffer.Skip(reader.Consumed);
        }

        reader.Dispose();

        using BufferSlice message = messages[7];
        Assert.Equal("hi", message.GetString());
        Assert.Equal(1, buffer.Length);
    }

    [Fact]
    public void Ownership_ShareAndForeign_WorkAsShown()
    {
        using var buffer = new ChunkedBuffer();
        using var done = new ManualResetEventSlim();
        buffer.Append(new byte[64]);
        BufferSlice taken = buffer.Take(64);
        BufferSlice shared = taken.Share();
        using (var other = new ChunkedBuffer())
        {
            other.Append(taken);
        }

        taken.Dispose();
        shared.Dispose();

        byte[] mine = new byte[8192];
        buffer.AppendExternal(mine, static state => ((ManualResetEventSlim)state!).Set(), done);
        buffer.Clear();
        Assert.True(done.IsSet);
    }

    [Fact]
    public void Migrating_ReferenceParser_WorksAsShown()
    {
        using var buffer = new ChunkedBuffer();
        buffer.Append("9\r\nLet's try\r\n6\r\n to pa\r\n3\r\nrse\r\n"u8);
        var parts = new List<BufferSlice>();
        long left = -1;

        while (true)
        {
            if (left >= 0)
            {
                BufferSlice part = buffer.Take(left);
                left -= part.Length;
                parts.Add(part);
                if (left == 0)
                {
                    buffer.Skip(2);
                    left = -1;
                }
            }

            if (left < 0)
            {
                if (!buffer.TryTakeUntil("\r\n"u8, out BufferSlice digits))
                {
                    break;
                }

                using (digits)
                {
                    if (!digits.TryParse(out left))
                    {
                        throw new InvalidDataException("The length is not a number.");
                    }
                }
            }
        }

        using BufferSlice merged = BufferSlice.Concat([.. parts]);
        Assert.True(merged.SequenceEqual("Let's try to parse"u8));
        parts.ForEach(part => part.Dispose());
    }
}
