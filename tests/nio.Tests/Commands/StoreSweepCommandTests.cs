using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Nio.Tests.Lines;
using Nio.Tests.Stores;
using Xunit;

namespace Nio.Tests.Commands;

public sealed class StoreSweepCommandTests : IDisposable
{
    private readonly StoreFolder _store = new("&options.checksums=true");

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Verify_DamagedObject_IsReportedAndTheRestIsRead()
    {
        string file = _store.Temp.Write("file", TextCorpus.Words(100_000));
        foreach (string key in new[] { "a/1", "a/2", "b" })
        {
            Assert.Equal(0, (await _store.RunAsync("put", file, key)).ExitCode);
        }

        ProcessResult right = await _store.RunAsync("verify");
        Assert.Equal(0, right.ExitCode);
        Assert.StartsWith("verified 3; 293 KiB", right.Rows.Single(), StringComparison.Ordinal);
        Damage("a/2");
        ProcessResult result = await _store.RunAsync("verify", "--json");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("get 'a/2' in file: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.Json.GetProperty("total").GetProperty("verified").GetInt32());
        Assert.Equal(1, result.Json.GetProperty("total").GetProperty("failed").GetInt32());
        Assert.Equal(0, (await _store.RunAsync("verify", "b")).ExitCode);
    }

    [Fact]
    public async Task Reencrypt_NewKey_MovesEveryObjectToIt()
    {
        string oldKey = Write("old", StoreFolder.RandomKey());
        string newKey = Write("new", StoreFolder.RandomKey());
        string before = Url($"keyFile={oldKey}");
        string between = Url(
            $"keys.0.id=1&keys.0.keyFile={oldKey}&keys.1.id=2&keys.1.keyFile={newKey}&keys.1.state=active");
        string after = Url($"keys.0.id=2&keys.0.keyFile={newKey}&keys.0.state=active");
        foreach (string key in new[] { "a", "b" })
        {
            byte[] value = TextCorpus.Words(50_000);
            string[] put = ["store", "put", "--stdin", key, "-u", before];
            Assert.Equal(0, (await NioProcess.RunAsync(value, put)).ExitCode);
        }

        // The wrong key, of which nobody sees anything.
        ProcessResult wrong = await NioProcess.RunAsync("store", "cat", "a", "-u", after);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Empty(wrong.OutputBytes);
        ProcessResult preview = await NioProcess.RunAsync("store", "reencrypt", "-n", "-u", between);
        Assert.Equal(["would be encrypted  a", "would be encrypted  b"], preview.Rows.Take(2));
        Assert.Equal(0, (await NioProcess.RunAsync("store", "cat", "a", "-u", before)).ExitCode);

        ProcessResult result = await NioProcess.RunAsync("store", "reencrypt", "a", "-u", between);
        Assert.Equal("encrypted  a", result.Rows[0]);
        result = await NioProcess.RunAsync("store", "reencrypt", "-u", between);
        Assert.Equal("encrypted  b", result.Rows[0]);
        Assert.StartsWith("encrypted 1, unchanged 1 in ", result.Rows[1], StringComparison.Ordinal);
        ProcessResult moved = await NioProcess.RunAsync("store", "cat", "a", "-u", after);
        Assert.Equal(TextCorpus.Words(50_000), moved.OutputBytes);
        Assert.Equal(0, (await NioProcess.RunAsync("store", "verify", "-u", after)).ExitCode);
    }

    [Fact]
    public async Task Reencrypt_StoreWithoutKeys_IsRefusedWith2()
    {
        ProcessResult result = await _store.RunAsync("reencrypt");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("has no encryption", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_Wrong_OpensNothing()
    {
        string right = Url($"passwordFile={Write("right", "correct horse\n")}");
        string wrong = Url($"passwordFile={Write("wrong", "battery staple\n")}");
        string[] put = ["store", "put", "--stdin", "a", "-u", right];
        Assert.Equal(0, (await NioProcess.RunAsync("v"u8.ToArray(), put)).ExitCode);
        ProcessResult result = await NioProcess.RunAsync("store", "cat", "a", "-u", wrong);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the password is not the one", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("staple", result.Error, StringComparison.Ordinal);
        Assert.Equal(["a"], (await NioProcess.RunAsync("store", "ls", "-u", right)).Rows);
    }

    private string Url(string encryption)
    {
        var settings = encryption.Split('&').Select(static setting => $"options.encryption.{setting}");
        return $"file://{_store.Root}?durability=none&{string.Join('&', settings)}";
    }

    private string Write(string name, string text) =>
        _store.Temp.Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    private void Damage(string key)
    {
        string path = Path.Combine(_store.Root, key);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
