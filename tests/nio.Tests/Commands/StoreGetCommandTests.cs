using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Nio.Tests.Lines;
using Nio.Tests.Stores;
using Xunit;

namespace Nio.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class StoreGetCommandTests : IDisposable
{
    private readonly StoreFolder _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Get_SeveralKeys_AreFilesBelowTheFolder()
    {
        byte[] content = TextCorpus.Words(1_000_001);
        _ = _store.Put("a/b/big", content);
        _ = _store.Put("empty", []);
        string folder = _store.Temp.File("out");
        ProcessResult result = await _store.RunAsync("get", "a/b/big", "missing", "empty", "-o", folder);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("nio: get 'missing' in file: no object has this key\n", result.Error);
        Assert.Equal(["     1000001", "           0"], result.Rows.Select(static row => row[..12]));
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(folder, "a/b/big"), Cancellation));
        Assert.Equal(0, new FileInfo(Path.Combine(folder, "empty")).Length);
        Assert.Equal(2, Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Get_OneKey_IsTheFileThatIsNamed()
    {
        _ = _store.Put("a/b", "value"u8);
        string file = _store.Temp.File("file");
        Assert.Equal(0, (await _store.RunAsync("get", "a/b", "-o", file)).ExitCode);
        Assert.Equal("value", await File.ReadAllTextAsync(file, Cancellation));
    }

    [Fact]
    public async Task Get_ExistingFile_IsReplacedOnlyWhenForced()
    {
        _ = _store.Put("key", "new"u8);
        string file = _store.Temp.Write("key", "old"u8);
        ProcessResult refused = await _store.RunAsync("get", "key", "-o", _store.Temp.Path, "--json");
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal($"nio: '{file}' exists. Name another with -o, or replace it with --force.\n", refused.Error);
        Assert.Equal("old", await File.ReadAllTextAsync(file, Cancellation));
        ProcessResult forced = await _store.RunAsync("get", "key", "-o", _store.Temp.Path, "--force", "--json");
        JsonElement item = forced.Json.GetProperty("objects")[0];
        Assert.Equal(file, item.GetProperty("file").GetString());
        Assert.Equal("fetched", item.GetProperty("action").GetString());
        Assert.Equal("new", await File.ReadAllTextAsync(file, Cancellation));
    }

    [Theory]
    [InlineData("0-2", "012")]
    [InlineData("-3", "789")]
    public async Task Range_OfAnObject_IsThatPart(string range, string expected)
    {
        _ = _store.Put("key", "0123456789"u8);
        string file = _store.Temp.File("file");
        Assert.Equal(0, (await _store.RunAsync("get", "key", "-o", file, "--range", range)).ExitCode);
        Assert.Equal(expected, await File.ReadAllTextAsync(file, Cancellation));
        Assert.Equal(expected, (await _store.RunAsync("cat", "key", "--range", range)).Output);
    }

    [Fact]
    public async Task Get_KeyThatIsNoPath_IsRefusedAndCatTakesIt()
    {
        using StoreFolder encoded = new("&layout=encoded");
        foreach (string key in new[] { "/etc/x", "a//b", "a/" })
        {
            Assert.Equal(0, (await encoded.RunAsync("key"u8.ToArray(), "put", "--stdin", key)).ExitCode);
        }

        ProcessResult result = await encoded.RunAsync(
            "get", "/etc/x", "a//b", "a/", "../x", "-o", encoded.Temp.File("out"));
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(4, result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(3, result.Error.Split("is no path of a file below a folder").Length - 1);
        Assert.Empty(Directory.GetFileSystemEntries(encoded.Temp.File("out")));
        Assert.Equal("keykey", (await encoded.RunAsync("cat", "/etc/x", "a//b")).Output);
    }

    [Theory]
    [InlineData("link/victim")]
    [InlineData("link/new")]
    public async Task Get_LinkInTheFolder_LeadsNowhere(string key)
    {
        _ = _store.Put(key, "new"u8);
        string elsewhere = Directory.CreateDirectory(_store.Temp.File("elsewhere")).FullName;
        string victim = _store.Temp.Write("elsewhere/victim", "precious"u8);
        string folder = Directory.CreateDirectory(_store.Temp.File("out")).FullName;
        _ = Directory.CreateSymbolicLink(Path.Combine(folder, "link"), elsewhere);
        ProcessResult result = await _store.RunAsync("get", key, "-o", folder, "--force");
        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("/proc/self", result.Error, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(victim, Cancellation));
        Assert.Equal([victim], Directory.GetFiles(elsewhere));
    }

    [Fact]
    public async Task Get_LinkAtTheName_IsReplacedAndNotFollowed()
    {
        _ = _store.Put("key", "new"u8);
        string victim = _store.Temp.Write("victim", "precious"u8);
        string folder = Directory.CreateDirectory(_store.Temp.File("out")).FullName;
        _ = File.CreateSymbolicLink(Path.Combine(folder, "key"), victim);
        Assert.Equal(1, (await _store.RunAsync("get", "key", "-o", folder)).ExitCode);
        Assert.Equal(0, (await _store.RunAsync("get", "key", "-o", folder, "--force")).ExitCode);
        Assert.Equal("precious", await File.ReadAllTextAsync(victim, Cancellation));
        Assert.Null(new FileInfo(Path.Combine(folder, "key")).LinkTarget);
    }

    [Fact]
    public async Task Get_FullDisk_LeavesTheOldFileAndNoPart()
    {
        string folder = Directory.CreateDirectory(_store.Temp.File("mount")).FullName;
        string mount = NioProcess.Quote(folder);
        _ = _store.Put("key", TextCorpus.Words(8_000_000));
        ProcessResult result = await NioProcess.ShellAsync(
            $"mount -t tmpfs -o size=4m tmpfs {mount} || exit 9; printf old > {mount}/key; "
            + $"{_store.Shell("get")} key -o {mount}/ --force; code=$?; cat {mount}/*; ls -A {mount}; umount {mount}; "
            + "exit $code");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("No space left", result.Error, StringComparison.Ordinal);
        Assert.Equal("oldkey\n", result.Output);
    }

    [Fact]
    public async Task Interrupt_LongGet_LeavesTheOldFileAndNoPart()
    {
        // Zeros that are not stored, but take a while to be copied.
        using (FileStream source = File.Create(_store.Put("key", [])))
        {
            source.SetLength(4L << 30);
        }

        string folder = Directory.CreateDirectory(_store.Temp.File("out")).FullName;
        using Process process = NioProcess.StartShell(
            $"exec {_store.Shell("get")} key -o {NioProcess.Quote(folder)}");
        await StoreFolder.WaitAsync(
            () => ReadWritten(process.Id) > 4_000_000, process, Cancellation);
        ProcessResult result = await StoreFolder.InterruptAsync(process);
        Assert.Equal(130, result.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task Cat_SeveralKeys_AreWrittenOneAfterAnother()
    {
        byte[] content = TextCorpus.Words(300_000);
        _ = _store.Put("one", content);
        _ = _store.Put("two", "end"u8);
        ProcessResult result = await _store.RunAsync("cat", "one", "missing", "two");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal([.. content, .. "end"u8], result.OutputBytes);
    }

    [Fact]
    public async Task Cat_DamagedObject_SaysHowMuchWasWritten()
    {
        using StoreFolder checkedStore = new("&options.checksums=true");
        string file = checkedStore.Temp.Write("file", TextCorpus.Words(200_000));
        Assert.Equal(0, (await checkedStore.RunAsync("put", file, "key")).ExitCode);
        string stored = Path.Combine(checkedStore.Root, "key");
        byte[] bytes = await File.ReadAllBytesAsync(stored, Cancellation);
        bytes[^1000] ^= 1;
        await File.WriteAllBytesAsync(stored, bytes, Cancellation);
        ProcessResult result = await checkedStore.RunAsync("cat", "key");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"after {result.OutputBytes.Length} bytes", result.Error, StringComparison.Ordinal);
        Assert.InRange(result.OutputBytes.Length, 100_000, 199_000);
        Assert.True(
            (await File.ReadAllBytesAsync(file, Cancellation)).AsSpan().StartsWith(result.OutputBytes),
            "Nothing of the damaged part is written.");
        string target = checkedStore.Temp.File("target");
        Assert.Equal(1, (await checkedStore.RunAsync("get", "key", "-o", target)).ExitCode);
        Assert.False(File.Exists(target));
    }

    [Fact]
    public async Task Cat_ReaderThatGoesAway_EndsItEarly()
    {
        // To its end it would take many minutes.
        using (FileStream source = File.Create(_store.Put("key", [])))
        {
            source.SetLength(1L << 40);
        }

        ProcessResult result = await NioProcess.ShellAsync(
            $"{{ {_store.Shell("cat")} key; echo \"code $?\" >&2; }} | head -c 10 | wc -c");
        Assert.Equal("10\n", result.Output);
        Assert.Equal("code 0\n", result.Error);
    }

    [Fact]
    public async Task Cat_OutputThatIsFull_IsAnError()
    {
        _ = _store.Put("key", "value"u8);
        ProcessResult result = await NioProcess.ShellAsync($"{_store.Shell("cat")} key > /dev/full");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("cannot write 'standard output': No space left", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cat_File_SharesItsPosition()
    {
        _ = _store.Put("key", "value"u8);
        string file = _store.Temp.File("file");
        ProcessResult result = await NioProcess.ShellAsync(
            $"{{ echo before; {_store.Shell("cat")} key; echo after; }} > {NioProcess.Quote(file)}");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("before\nvalueafter\n", await File.ReadAllTextAsync(file, Cancellation));
    }

    private static long ReadWritten(int processId)
    {
        string[] rows = File.ReadAllLines($"/proc/{processId}/io");
        return long.Parse(
            rows.Single(static row => row.StartsWith("wchar: ", StringComparison.Ordinal))[7..],
            System.Globalization.CultureInfo.InvariantCulture);
    }
}
