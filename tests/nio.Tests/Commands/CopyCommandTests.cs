using System;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text;
using System.Threading.Tasks;
using Native.TestKit;
using Nio.Tests.Lines;
using Xunit;

namespace Nio.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed partial class CopyCommandTests : IDisposable
{
    private const UnixFileMode OwnerAndGroup =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--direct")]
    [InlineData("--no-cache")]
    [InlineData("--verify")]
    [InlineData("--fsync", "none")]
    [InlineData("--fsync", "data")]
    [InlineData("--fsync", "full")]
    [InlineData("--direct", "--no-cache", "--verify", "--fsync", "full")]
    public async Task Copy_EachOption_GivesTheSameBytes(params string[] options)
    {
        byte[] content = TextCorpus.Words(3_000_001);
        string source = _directory.Write("source", content);
        string copy = _directory.File("copy");
        ProcessResult result = await NioProcess.RunAsync(["copy", source, copy, .. options]);
        Assert.Equal(string.Empty, result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("1 file, 2.86 MiB in ", result.Output, StringComparison.Ordinal);
        Assert.Equal(options.Contains("--verify"), result.Output.Contains("compared", StringComparison.Ordinal));
        Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(copy)), "The copy has the same bytes.");
        AssertOnly("copy", "source");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(262_145)]
    public async Task Copy_EachLength_IsTheSameDirectlyToo(int length)
    {
        byte[] content = TextCorpus.Words(length);
        string source = _directory.Write("source", content);
        foreach (string[] options in new string[][] { [], ["--direct", "--verify"] })
        {
            string copy = _directory.File($"copy{options.Length}");
            ProcessResult result = await NioProcess.RunAsync(["copy", source, copy, .. options]);
            Assert.Equal(string.Empty, result.Error);
            Assert.Equal(content, File.ReadAllBytes(copy));
        }
    }

    [Fact]
    public async Task Copy_File_KeepsPermissionsAndTime()
    {
        string source = _directory.Write("source", "x"u8);
        DateTime changed = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetUnixFileMode(source, OwnerAndGroup);
        File.SetLastWriteTimeUtc(source, changed);
        string copy = _directory.File("copy");
        Assert.Equal(0, (await NioProcess.RunAsync("copy", source, copy)).ExitCode);
        Assert.Equal(OwnerAndGroup, File.GetUnixFileMode(copy));
        Assert.Equal(changed, File.GetLastWriteTimeUtc(copy));
    }

    [Fact]
    public async Task Copy_ProgramThatRunsAsItsOwner_LosesThat()
    {
        string source = _directory.Write("source", "x"u8);
        File.SetUnixFileMode(source, OwnerAndGroup | UnixFileMode.SetUser);
        string copy = _directory.File("copy");
        Assert.Equal(0, (await NioProcess.RunAsync("copy", source, copy)).ExitCode);
        Assert.Equal(OwnerAndGroup, File.GetUnixFileMode(copy));
    }

    [Theory]
    [InlineData]
    [InlineData("--direct")]
    public async Task Copy_FileWithHoles_KeepsThemAndItsLength(params string[] options)
    {
        string source = NioProcess.Quote(_directory.File("source"));
        string copy = NioProcess.Quote(_directory.File("copy"));
        string words = string.Join(' ', options);
        ProcessResult result = await NioProcess.ShellAsync(
            $"truncate -s 64M {source} && echo middle >> {source} && truncate -s 128M {source}"
            + $" && $NIO copy {words} {source} {copy} && cmp {source} {copy} && stat -c '%s %b' {copy}");
        Assert.Equal(string.Empty, result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("of it holes", result.Output, StringComparison.Ordinal);
        long[] sizes = result.Numbers[^1];
        Assert.Equal(128 << 20, sizes[0]);
        Assert.InRange(sizes[1] * 512, 0, 1 << 20);
    }

    [Fact]
    public async Task Copy_FileWithoutALength_IsCopiedToItsEnd()
    {
        string copy = _directory.File("copy");
        Assert.Equal(0, (await NioProcess.RunAsync("copy", "/proc/version", copy)).ExitCode);
        Assert.Equal(File.ReadAllText("/proc/version"), File.ReadAllText(copy));
    }

    [Fact]
    public async Task Copy_FileToAFolder_KeepsItsName()
    {
        string source = _directory.Write("source", "x"u8);
        string folder = Directory.CreateDirectory(_directory.File("folder")).FullName;
        Assert.Equal(0, (await NioProcess.RunAsync("copy", source, folder)).ExitCode);
        Assert.Equal("x", File.ReadAllText(Path.Combine(folder, "source")));
    }

    [Fact]
    public async Task Copy_LinkAsSource_IsWhatItLeadsTo()
    {
        string source = _directory.Write("source", "x"u8);
        string link = File.CreateSymbolicLink(_directory.File("link"), source).FullName;
        Assert.Equal(0, (await NioProcess.RunAsync("copy", link, _directory.File("copy"))).ExitCode);
        Assert.Null(new FileInfo(_directory.File("copy")).LinkTarget);
        Assert.Equal("x", File.ReadAllText(_directory.File("copy")));
    }

    [Fact]
    public async Task Copy_Tree_EqualsDiff()
    {
        string source = MakeTree();
        string copy = _directory.File("copy");
        ProcessResult result = await NioProcess.RunAsync("copy", source, copy, "--verify");
        Assert.Equal(string.Empty, result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("4 files, 4 folders, 2 links", result.Output, StringComparison.Ordinal);
        await AssertSameTreesAsync(source, copy);
    }

    [Fact]
    public async Task Copy_TreeJson_CountsAndNamesTheWays()
    {
        string source = MakeTree();
        ProcessResult result = await NioProcess.RunAsync("copy", source, _directory.File("copy"), "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(4, result.Json.GetProperty("files").GetInt64());
        Assert.Equal(4, result.Json.GetProperty("folders").GetInt64());
        Assert.Equal(2, result.Json.GetProperty("links").GetInt64());
        Assert.Equal(300_007, result.Json.GetProperty("bytes").GetInt64());
        Assert.Equal(4, result.Json.GetProperty("ways").EnumerateObject().Sum(static way => way.Value.GetInt64()));
        Assert.Empty(result.Json.GetProperty("failures").EnumerateArray());
        Assert.False(result.Json.GetProperty("cancelled").GetBoolean());
    }

    [Fact]
    public async Task Copy_NameThatIsNoUtf8_IsCopiedInATree()
    {
        string folder = NioProcess.Quote(_directory.Path);
        ProcessResult result = await NioProcess.ShellAsync(
            $"cd {folder} && mkdir source && printf x > source/\"$(printf 'a\\377b')\" && $NIO copy source copy"
            + " && cat copy/\"$(printf 'a\\377b')\" && rm -r source copy");
        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith("x", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_EveryBackend_CopiesATree()
    {
        string source = MakeTree();
        foreach (string backend in new[] { "linux", "posix", "portable" })
        {
            string copy = _directory.File(backend);
            ProcessResult result = await NioProcess.ShellAsync(
                $"NATIVEIO_BACKEND={backend} $NIO copy {NioProcess.Quote(source)} {NioProcess.Quote(copy)} --verify");
            Assert.Equal(string.Empty, result.Error);
            if (backend == "portable")
            {
                // It knows no permissions, so a copy is for its owner only.
                string folders = $"{NioProcess.Quote(source)} {NioProcess.Quote(copy)}";
                ProcessResult same = await NioProcess.ShellAsync($"diff -r --no-dereference {folders}");
                Assert.Equal(string.Empty, same.Output + same.Error);
                continue;
            }

            await AssertSameTreesAsync(source, copy);
        }
    }

    private static async Task AssertSameTreesAsync(string source, string copy)
    {
        // The framework has times in units of 100 ns; the rest of the system's digits is lost.
        string list = "-printf '%P %y %m %s %T@ %l\\n' | grep -v ' l ' | sed -E 's/(\\.[0-9]{7})[0-9]+/\\1/' | sort";
        ProcessResult result = await NioProcess.ShellAsync(
            $"diff -r --no-dereference {NioProcess.Quote(source)} {NioProcess.Quote(copy)}"
            + $" && (cd {NioProcess.Quote(source)} && find . {list}) > {NioProcess.Quote(copy)}.1"
            + $" && (cd {NioProcess.Quote(copy)} && find . {list}) > {NioProcess.Quote(copy)}.2"
            + $" && diff {NioProcess.Quote(copy)}.1 {NioProcess.Quote(copy)}.2"
            + $" && rm {NioProcess.Quote(copy)}.1 {NioProcess.Quote(copy)}.2");
        Assert.Equal(string.Empty, result.Output + result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    private string MakeTree()
    {
        string source = _directory.File("source");
        _ = _directory.Write("source/a/one", TextCorpus.Words(300_000));
        _ = _directory.Write("source/a/b/two", "two"u8);
        _ = _directory.Write("source/empty", []);
        _ = _directory.Write("source/Zürich\n", Encoding.UTF8.GetBytes("four"));
        _ = Directory.CreateDirectory(_directory.File("source/nothing"));
        _ = File.CreateSymbolicLink(_directory.File("source/link"), "a/one");
        _ = File.CreateSymbolicLink(_directory.File("source/a/nowhere"), "../missing");
        File.SetUnixFileMode(_directory.File("source/a/one"), OwnerAndGroup);
        File.SetUnixFileMode(_directory.File("source/a/b"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.SetLastWriteTimeUtc(_directory.File("source/a/one"), DateTime.UnixEpoch.AddDays(1000));
        Directory.SetLastWriteTimeUtc(_directory.File("source/a"), DateTime.UnixEpoch.AddDays(1001));
        return source;
    }

    private void AssertOnly(params string[] names) => Assert.Equal(
        names.Order(StringComparer.Ordinal),
        Directory.GetFileSystemEntries(_directory.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
