using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace Nio.Tests.Commands;

/// <content>A file of one gibibyte: text around every border between pieces, holes between.</content>
public sealed partial class LinesCommandTests
{
    private const long Gibibyte = 1L << 30;

    [Fact]
    public async Task Lines_OneGibibyte_EqualsWc()
    {
        string path = WriteSparse(Gibibyte);
        ProcessResult result = await NioProcess.RunAsync("lines", path);
        Assert.Equal(await WordCount.RunAsync([path]), result.Numbers);

        ProcessResult measured = await NioProcess.RunAsync("lines", "--longest", "--histogram", path);
        Assert.Equal(result.Numbers[0], measured.Numbers[0][..2]);
    }

    [Fact]
    public async Task Longest_OneLineOfOneGibibyte_IsMeasuredAcrossAllPieces()
    {
        string path = _directory.File("one line");
        using (FileStream stream = new(path, FileMode.CreateNew))
        {
            stream.Write("short\n"u8);
            stream.Position = Gibibyte - 1;
            stream.WriteByte((byte)'\n');
        }

        ProcessResult result = await NioProcess.RunAsync("lines", "--longest", path);
        Assert.Equal([2, Gibibyte, Gibibyte - 7, 2, 6], result.Numbers[0]);
    }

    private string WriteSparse(long length)
    {
        const int pieceLength = 1024 * 1024;
        byte[] text = Lines.TextCorpus.Words(5000);
        string path = _directory.File("sparse");
        using FileStream stream = new(path, FileMode.CreateNew);
        stream.SetLength(length);
        for (long border = pieceLength; border < length; border += pieceLength)
        {
            stream.Position = border - (text.Length / 2);
            stream.Write(text);
        }

        return path;
    }
}
