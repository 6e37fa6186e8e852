using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Native.TestKit;
using Nio.Tests.Lines;
using Xunit;

namespace Nio.Tests.Commands;

/// <summary>The verb as a user runs it, against <c>wc</c>.</summary>
public sealed partial class LinesCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Lines_EveryText_EqualsWc()
    {
        string[] paths = WriteCorpus();
        ProcessResult result = await NioProcess.RunAsync(["lines", .. paths]);
        Assert.Equal(string.Empty, result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(await WordCount.RunAsync(paths), result.Numbers);
        Assert.EndsWith("  total", result.Rows[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_EveryTextWithLengths_StillEqualsWc()
    {
        string[] paths = WriteCorpus();
        ProcessResult result = await NioProcess.RunAsync(["lines", "--longest", .. paths]);
        Assert.Equal(0, result.ExitCode);
        long[][] counts = [.. result.Numbers.Select(static row => row[..2])];
        Assert.Equal(await WordCount.RunAsync(paths), counts);
    }

    [Fact]
    public async Task Lines_SystemFiles_EqualsWc()
    {
        // Real text, binaries, and a file whose length the system says is 0.
        string[] paths = [Environment.ProcessPath!, typeof(LinesCommandTests).Assembly.Location, "/proc/version"];
        ProcessResult result = await NioProcess.RunAsync(["lines", .. paths]);
        Assert.Equal(await WordCount.RunAsync(paths), result.Numbers);
    }

    [Fact]
    public async Task Lines_OnePath_HasNoTotal()
    {
        string path = _directory.Write("one", "a\nb\n"u8);
        ProcessResult result = await NioProcess.RunAsync("lines", path);
        Assert.Equal([2, 4], Assert.Single(result.Numbers));
        Assert.EndsWith($"  {path}", result.Rows[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("-")]
    public async Task Lines_StandardInput_EqualsWc(params string[] paths)
    {
        byte[] input = TextCorpus.Words(3_000_000);
        ProcessResult result = await NioProcess.RunAsync(input, ["lines", .. paths]);
        Assert.Equal([input.Count(static value => value == '\n'), input.Length], Assert.Single(result.Numbers));
        Assert.Equal(paths.Length > 0, result.Rows[0].EndsWith("  -", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_StandardInputBetweenFiles_IsReadInItsPlace()
    {
        string path = _directory.Write("file", "a\n"u8);
        ProcessResult result = await NioProcess.RunAsync("b\nc\n"u8.ToArray(), ["lines", path, "-", path]);
        Assert.Equal(new long[][] { [1, 2], [2, 4], [1, 2], [4, 8] }, result.Numbers);
    }

    [Fact]
    public async Task Lines_StandardInputReadInPart_CountsTheRest()
    {
        string path = NioProcess.Quote(_directory.Write("file", "first\nsecond\nthird\n"u8));
        ProcessResult result = await NioProcess.ShellAsync($"{{ read -r first; $NIO lines; wc -l -c; }} < {path}");
        Assert.Equal(new long[][] { [2, 13], [0, 0] }, result.Numbers);
    }

    [Fact]
    public async Task Lines_NamedPipe_IsReadInOrder()
    {
        string pipe = NioProcess.Quote(_directory.File("pipe"));
        ProcessResult result = await NioProcess.ShellAsync(
            $"mkfifo {pipe} && {{ seq 100000 > {pipe} & $NIO lines {pipe}; wait; }}");
        Assert.Equal(string.Empty, result.Error);
        Assert.Equal([100_000, 588_895], Assert.Single(result.Numbers));
    }

    [Fact]
    public async Task Lines_Longest_ShowsLengthLineAndOffset()
    {
        string first = _directory.Write("first", "a\nbbb\ncc\n"u8);
        string second = _directory.Write("second", "x\nunterminated"u8);
        string third = _directory.Write("third", []);
        ProcessResult result = await NioProcess.RunAsync("lines", "--longest", first, second, third);
        Assert.Equal([3, 9, 3, 2, 2], result.Numbers[0]);
        Assert.Equal([1, 14, 12, 2, 2], result.Numbers[1]);
        Assert.Equal("0 0 - - -", string.Join(' ', Cells(result.Rows[2])[..5]));
        Assert.Equal([4, 23, 12, 2, 2], result.Numbers[3]);
        Assert.EndsWith($"  total, longest in {second}", result.Rows[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_Histogram_SumsUpToAllLines()
    {
        foreach ((string name, byte[] bytes) in TextCorpus.All)
        {
            string path = _directory.Write(name, bytes);
            ProcessResult result = await NioProcess.RunAsync("lines", "--histogram", path);
            long unterminated = bytes.Length > 0 && bytes[^1] != '\n' ? 1 : 0;
            string[] buckets = [.. result.Rows.Skip(1).Where(static row => row.EndsWith('%'))];
            long sum = buckets.Sum(static row => long.Parse(Cells(row)[1], null));
            Assert.Equal(result.Numbers[0][0] + unterminated, sum);
            Assert.Equal(unterminated == 1, result.Rows[^1].Contains("has no delimiter", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(",", "a,b,c,\n", 3)]
    [InlineData(@"\t", "a\tb\n", 1)]
    [InlineData(@"\0", "a\0b\0", 2)]
    [InlineData(@"\x3B", "a;b;c\n", 2)]
    [InlineData(@"\\", "C:\\dir\\file\n", 2)]
    [InlineData(@"\n", "a\nb", 1)]
    [InlineData("-", "a-b", 1)]
    public async Task Lines_Delimiter_EndsLines(string delimiter, string text, long lines)
    {
        byte[] input = Encoding.ASCII.GetBytes(text);
        ProcessResult result = await NioProcess.RunAsync(input, ["lines", "--delimiter", delimiter]);
        Assert.Equal(string.Empty, result.Error);
        Assert.Equal([lines, input.Length], Assert.Single(result.Numbers));
    }

    [Fact]
    public async Task Lines_EveryByteAsDelimiter_CountsIt()
    {
        byte[] bytes = TextCorpus.All["binary"];
        string path = _directory.Write("binary", bytes);
        foreach (byte delimiter in new byte[] { 0, 1, 0x7f, 0x80, 0xff })
        {
            ProcessResult result = await NioProcess.RunAsync("lines", "-d", $@"\x{delimiter:x2}", path);
            Assert.Equal([bytes.Count(value => value == delimiter), bytes.Length], Assert.Single(result.Numbers));
        }
    }

    [Fact]
    public async Task Lines_NameWithLineEnd_StaysOnOneRow()
    {
        string path = _directory.Write("two\nlines\u001b[31m", "a\n"u8);
        ProcessResult result = await NioProcess.RunAsync("lines", path);
        Assert.EndsWith(@"two\x0alines\x1b[31m", Assert.Single(result.Rows), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_NameWithDash_IsReadBehindTwoDashes()
    {
        _ = _directory.Write("--longest", "a\n"u8);
        ProcessResult result = await NioProcess.ShellAsync(
            $"cd {NioProcess.Quote(_directory.Path)} && $NIO lines -- --longest");
        Assert.Equal([1, 2], Assert.Single(result.Numbers));
    }

    [Fact]
    public async Task Lines_NameWithAt_IsNoResponseFile()
    {
        _ = _directory.Write("@list", "a\nb\n"u8);
        ProcessResult result = await NioProcess.ShellAsync(
            $"cd {NioProcess.Quote(_directory.Path)} && $NIO lines @list");
        Assert.Equal([2, 4], Assert.Single(result.Numbers));
    }

    private static string[] Cells(string row) => row.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private string[] WriteCorpus() =>
        [.. TextCorpus.All.Select(text => _directory.Write(Path.Combine("corpus", text.Key), text.Value))];
}
