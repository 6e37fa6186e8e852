using System;
using ChunkedBuffers;
using Xunit;

namespace Native.PublicApi.Tests.Examples;

/// <summary>The examples of docs/searching.md, run as they stand there.</summary>
public sealed class SearchingExamples
{
    [Fact]
    public void Searching_HeaderInRange_WorksAsShown()
    {
        using var buffer = new ChunkedBuffer();
        buffer.Append("host: here\r\ncontent-type: a/b\r\n\r\n"u8);

        long head = buffer.IndexOf("\r\n\r\n"u8);
        long contentType = buffer.IndexOf("content-type:"u8, start: 0, end: head);

        Assert.Equal(29, head);
        Assert.Equal(12, contentType);
    }

    [Fact]
    public void Searching_LongestLine_WorksAsShown()
    {
        using var buffer = new ChunkedBuffer();
        buffer.Append("a\nabc\n\nab\n"u8);

        long[] feeds = new long[256];
        long start = 0;
        long longest = 0;
        int count;
        while ((count = buffer.FindAll((byte)'\n', feeds, start)) > 0)
        {
            foreach (long feed in feeds.AsSpan(0, count))
            {
                longest = Math.Max(longest, feed - start);
                start = feed + 1;
            }
        }

        Assert.Equal(3, longest);
        Assert.Equal(buffer.Length, start);
    }

    [Fact]
    public void Searching_SplitHeader_WorksAsShown()
    {
        using BufferSlice header = BufferSlice.CopyFrom("Accept: text/html, */*"u8);
        BufferSlice[] parts = header.Split(": "u8, splitsMax: 1);
        Console.WriteLine(parts[1].GetString());
        foreach (BufferSlice part in parts)
        {
            part.Dispose();
        }

        Assert.Equal(2, parts.Length);
    }
}
