using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Nio.Tests.Lines;
using Nio.Tests.Stores;
using Xunit;

namespace Nio.Tests.Commands;

public sealed class StorePutCommandTests : IDisposable
{
    private readonly StoreFolder _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_001)]
    public async Task Put_File_IsTheObject(int length)
    {
        byte[] content = TextCorpus.Words(length);
        string file = _store.Temp.Write("file", content);
        ProcessResult result = await _store.RunAsync("put", file, "a/b");
        Assert.Equal(string.Empty, result.Error);
        Assert.Equal(0, result.ExitCode);
        Assert.Matches($"^ *{length}  [0-9a-f]{{32}}  a/b$", result.Rows.Single());
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(_store.Root, "a/b"), Cancellation));
        Assert.Empty(_store.Leftovers());
    }

    [Theory]
    [InlineData("--stdin")]
    [InlineData("-")]
    public async Task Put_StandardInput_IsTheObject(string source)
    {
        byte[] content = TextCorpus.Words(700_000);
        ProcessResult result = await _store.RunAsync(content, "put", source, "key");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(_store.Root, "key"), Cancellation));
    }

    [Fact]
    public async Task Put_ManyFiles_GoUnderThePrefixAndAMissingOneStopsNone()
    {
        string one = _store.Temp.Write("one", "1"u8);
        string two = _store.Temp.Write("two", "22"u8);
        string missing = _store.Temp.File("missing");
        ProcessResult result = await _store.RunAsync("put", one, missing, two, "--prefix", "all/", "--json");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"nio: cannot open '{missing}': No such file", result.Error, StringComparison.Ordinal);
        JsonElement[] objects = [.. result.Json.GetProperty("objects").EnumerateArray()];
        Assert.Equal(
            ["all/one stored", "all/missing failed", "all/two stored"],
            objects.Select(static item =>
                $"{item.GetProperty("key").GetString()} {item.GetProperty("action").GetString()}"));
        Assert.Contains("No such file", objects[1].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("22", await File.ReadAllTextAsync(Path.Combine(_store.Root, "all/two"), Cancellation));
        Assert.Equal(2, result.Json.GetProperty("total").GetProperty("stored").GetInt32());
        Assert.Equal(1, result.Json.GetProperty("total").GetProperty("failed").GetInt32());
    }

    [Fact]
    public async Task Put_Conditions_AreKept()
    {
        string file = _store.Temp.Write("file", "new"u8);
        ProcessResult first = await _store.RunAsync("put", file, "key", "--if-none-match", "--json");
        string tag = first.Json.GetProperty("objects")[0].GetProperty("etag").GetString()!;
        ProcessResult second = await _store.RunAsync("put", file, "key", "--if-none-match");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("put 'key' in file", second.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await _store.RunAsync("put", file, "key", "--if-match", tag)).ExitCode);
        Assert.Equal(1, (await _store.RunAsync("put", file, "key", "--if-match", tag)).ExitCode);
    }

    [Fact]
    public async Task Put_MetadataAndExpiry_AreKeptWhereTheStoreCan()
    {
        string file = _store.Temp.Write("file", "x"u8);
        string[] options = ["-m", "author=me", "-m", "note=a=b", "--expires", "7d"];
        ProcessResult refused = await _store.RunAsync("put", [file, "key", .. options]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("metadata", refused.Error, StringComparison.OrdinalIgnoreCase);

        using StoreFolder encoded = new("&layout=encoded");
        Assert.Equal(0, (await encoded.RunAsync("put", [file, "key", .. options])).ExitCode);
        JsonElement entry = (await encoded.RunAsync("stat", "key", "--json")).Json.GetProperty("objects")[0];
        Assert.Equal("me", entry.GetProperty("metadata").GetProperty("author").GetString());
        Assert.Equal("a=b", entry.GetProperty("metadata").GetProperty("note").GetString());
        TimeSpan left = entry.GetProperty("expiresAt").GetDateTimeOffset() - TimeProvider.System.GetUtcNow();
        Assert.InRange(left.TotalDays, 6.9, 7);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("")]
    public async Task Put_KeyThatIsNone_IsReported(string key)
    {
        string file = _store.Temp.Write("file", "x"u8);
        ProcessResult result = await _store.RunAsync("put", file, key);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("is no key", result.Error, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(_store.Temp.Path));
    }

    [Fact]
    public async Task Put_FullDisk_LeavesTheOldObjectAndNoPart()
    {
        string mount = NioProcess.Quote(_store.Root);
        string file = NioProcess.Quote(_store.Temp.File("file"));
        ProcessResult result = await NioProcess.ShellAsync(
            $"mount -t tmpfs -o size=4m tmpfs {mount} || exit 9; head -c 8388608 /dev/urandom > {file}; "
            + $"printf old > {mount}/key; {_store.Shell("put")} {file} key; code=$?; "
            + $"cat {mount}/key; find {mount}/.storage-lite/temp -type f; umount {mount}; exit $code");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("No space left", result.Error, StringComparison.Ordinal);
        Assert.Equal("old", result.Output);
    }

    [Fact]
    public async Task Interrupt_WaitingForInput_LeavesNothing()
    {
        using Process process = NioProcess.StartShell($"exec {_store.Shell("put")} --stdin key --json");
        await process.StandardInput.BaseStream.WriteAsync(new byte[1_000_000], Cancellation);
        await process.StandardInput.FlushAsync(Cancellation);
        await StoreFolder.WaitAsync(() => _store.Leftovers().Count > 0, process, Cancellation);
        ProcessResult result = await StoreFolder.InterruptAsync(process);
        Assert.Equal(130, result.ExitCode);
        Assert.StartsWith("nio: stopped by Ctrl-C", result.Error, StringComparison.Ordinal);
        Assert.True(result.Json.GetProperty("cancelled").GetBoolean());
        Assert.Empty(_store.Leftovers());
        Assert.False(File.Exists(Path.Combine(_store.Root, "key")));
    }

    [Fact]
    public async Task Interrupt_PipeThatNobodyOpens_EndsWith130()
    {
        string pipe = NioProcess.Quote(_store.Temp.File("pipe"));
        using Process process = NioProcess.StartShell(
            $"mkfifo {pipe}; exec {_store.Shell("put")} {NioProcess.Quote(_store.Temp.Write("file", "x"u8))} {pipe} "
            + "--prefix p/");
        await StoreFolder.WaitAsync(
            () => File.Exists(Path.Combine(_store.Root, "p/file")), process, Cancellation);
        ProcessResult result = await StoreFolder.InterruptAsync(process);
        Assert.Equal(130, result.ExitCode);
        Assert.False(File.Exists(Path.Combine(_store.Root, "p/pipe")));
    }

    [Fact]
    public async Task Terminal_LongPut_ShowsProgress()
    {
        string pipe = NioProcess.Quote(_store.Temp.File("pipe"));
        string command = $"{_store.Shell("put")} {pipe} key 3<>{pipe}";
        using Process process = NioProcess.StartShell(
            $"mkfifo {pipe}; exec script -qefc {NioProcess.Quote(command)} /dev/null");
        System.Text.StringBuilder shown = new();
        char[] some = new char[256];
        while (!shown.ToString().Contains("/s", StringComparison.Ordinal))
        {
            int count = await process.StandardOutput.ReadAsync(some, Cancellation).AsTask()
                .WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            Assert.True(count > 0, $"It ended without progress: {shown}");
            _ = shown.Append(some, 0, count);
        }

        await process.StandardInput.WriteAsync('\u0003');
        await process.StandardInput.FlushAsync(Cancellation);
        string rest = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("stopped by Ctrl-C", rest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "b", "c")]
    [InlineData("--stdin", "a", "b")]
    [InlineData("x/a", "y/a", "--prefix", "p")]
    [InlineData("a", "b", "--if-match", "1", "--if-none-match")]
    [InlineData("a", "b", "--if-match", "")]
    [InlineData("a", "b", "--if-match", "\"\"")]
    [InlineData("a", "b", "--metadata", "novalue")]
    [InlineData("a", "b", "--expires", "soon")]
    public async Task Put_WrongUsage_IsRefusedWith2(params string[] arguments)
    {
        ProcessResult result = await _store.RunAsync("put", arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("nio: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
    }
}
