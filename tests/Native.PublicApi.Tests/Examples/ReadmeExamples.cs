using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using ChunkedBuffers;
using Xunit;

namespace Native.PublicApi.Tests.Examples;

/// <summary>
/// The examples of the README, run as they stand there; <see cref="ExamplesInDocumentation"/> compares.
/// </summary>
public sealed class ReadmeExamples
{
    [Fact]
    public void Parse_LinesThatArriveInPieces_AreWhole()
    {
        var socket = new MemoryStream(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: example\r\n\r\nrest"));
        var output = new StringWriter();

        using var buffer = new ChunkedBuffer();
        while (socket.Read(buffer.GetSpan(5)[..5]) is > 0 and var count)
        {
            buffer.Advance(count);
            TakeStatus status;
            while ((status = buffer.TryTakeLine(8192, out BufferSlice line)) is TakeStatus.Taken)
            {
                using (line)
                {
                    output.WriteLine(line.GetString());
                }
            }

            if (status is TakeStatus.TooLong)
            {
                throw new InvalidDataException("A line of more than 8192 bytes.");
            }
        }

        Assert.Equal(["GET / HTTP/1.1", "Host: example", string.Empty], Lines(output)[..3]);
        Assert.Equal(4, buffer.Length);
    }

    [Fact]
    public void Keep_FieldsOfARecord_OutliveTheBuffer()
    {
        var names = new List<BufferSlice>();
        using (var buffer = new ChunkedBuffer())
        {
            buffer.Append("1,ada\n2,grace\n3,barbara\n"u8);
            while (buffer.TryTakeLine(out BufferSlice line))
            {
                using (line)
                {
                    names.Add(line.Slice(line.IndexOf((byte)',') + 1));
                }
            }
        }

        Assert.True(names[1].SequenceEqual("grace"u8));
        names.ForEach(name => name.Dispose());
        Assert.Throws<ObjectDisposedException>(() => names[1].GetString());
    }

    [Fact]
    public async Task Gather_HeaderAndForeignBody_AreWrittenWithoutACopy()
    {
        var output = new MemoryStream();
        byte[] file = new byte[100_000];

        using var message = new ChunkedBuffer(options: new ChunkedBufferOptions { Headroom = 4 });
        message.Append("content-type: text/plain\r\n\r\n"u8);
        message.AppendExternal(file, release: _ => Console.Error.WriteLine("the file may be unmapped now"));
        message.Prepend(BitConverter.GetBytes((int)message.Length));

        var pieces = new ReadOnlyMemory<byte>[16];
        int count = message.GetBuffers(pieces);
        for (int index = 0; index < count; index++)
        {
            await output.WriteAsync(pieces[index], TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, count);
        Assert.Equal(100_032, output.Length);
    }

    private static string[] Lines(StringWriter output) => output.ToString().Split(Environment.NewLine);
}
