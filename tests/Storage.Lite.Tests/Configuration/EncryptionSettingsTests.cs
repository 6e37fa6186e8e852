using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Tests.Configuration;

public sealed class EncryptionSettingsTests : IDisposable
{
    private static readonly string s_key = Convert.ToBase64String([.. Enumerable.Repeat((byte)1, 32)]);
    private static readonly string s_otherKey = Convert.ToBase64String([.. Enumerable.Repeat((byte)2, 32)]);

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Read_KeyFromEachPlace_IsTheSameKey()
    {
        string variable = $"STORAGE_TEST_KEY_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, s_key);
        string file = _directory.Write("key", System.Text.Encoding.ASCII.GetBytes($"{s_key}\r\n"));
        await using (IStorage storage = await OpenAsync(("key", s_key)))
        {
            _ = await storage.PutTextAsync("a", "hidden", null, Cancellation);
        }

        foreach ((string Name, string Value) setting in new[] { ("keyFile", file), ("key_variable", variable) })
        {
            await using IStorage storage = await OpenAsync(setting);
            Assert.Equal("hidden", await storage.GetTextAsync("a", Cancellation));
        }
    }

    [Fact]
    public async Task Read_PasswordFromEachPlace_IsTheSamePassword()
    {
        string variable = $"STORAGE_TEST_PASSWORD_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, " spaces count ");
        string file = _directory.Write("password", " spaces count \n"u8);
        await using (IStorage storage = await OpenAsync(("passwordFile", file)))
        {
            _ = await storage.PutTextAsync("a", "hidden", null, Cancellation);
        }

        await using IStorage again = await OpenAsync(("passwordVariable", variable));
        Assert.Equal("hidden", await again.GetTextAsync("a", Cancellation));
    }

    [Fact]
    public async Task Read_SeveralKeys_EncryptWithTheActiveOneAndReadWithTheOthers()
    {
        await using (IStorage storage = await OpenAsync(("key", s_key)))
        {
            _ = await storage.PutTextAsync("old", "old", null, Cancellation);
        }

        await using (IStorage storage = await OpenAsync(
            ("keys:0:id", "1"), ("keys:0:key", s_key), ("keys:1:id", "2"), ("keys:1:key", s_otherKey),
            ("keys:1:state", "active")))
        {
            Assert.Equal("old", await storage.GetTextAsync("old", Cancellation));
            _ = await storage.PutTextAsync("new", "new", null, Cancellation);
        }

        await using IStorage newOnly = await OpenAsync(
            ("keys:0:id", "2"), ("keys:0:key", s_otherKey), ("keys:0:state", "active"));
        Assert.Equal("new", await newOnly.GetTextAsync("new", Cancellation));
        _ = await Assert.ThrowsAsync<StorageIntegrityException>(
            async () => await newOnly.GetTextAsync("old", Cancellation));
    }

    [Fact]
    public async Task Read_ReadsUnencrypted_ReadsWhatWasPutBefore()
    {
        await using (IStorage plain = StorageConfiguration.Read(
            Section([("type", "file"), ("path", _directory.File("store")), ("options:checksums", "true")])).Build())
        {
            _ = await plain.PutTextAsync("a", "plain", null, Cancellation);
        }

        await using (IStorage refusing = await OpenAsync(("key", s_key)))
        {
            _ = await Assert.ThrowsAsync<StorageIntegrityException>(
                async () => await refusing.GetTextAsync("a", Cancellation));
        }

        await using IStorage storage = await OpenAsync(("key", s_key), ("readsUnencrypted", "true"));
        Assert.Equal("plain", await storage.GetTextAsync("a", Cancellation));
    }

    [Fact]
    public async Task Read_StoreId_SetsObjectsApart()
    {
        await using (IStorage storage = await OpenAsync(("key", s_key), ("storeId", "one")))
        {
            _ = await storage.PutTextAsync("a", "hidden", null, Cancellation);
        }

        await using IStorage other = await OpenAsync(("key", s_key), ("storeId", "other"));
        _ = await Assert.ThrowsAsync<StorageIntegrityException>(
            async () => await other.GetTextAsync("a", Cancellation));
    }

    [Fact]
    public void Read_WrongSetting_NamesItsPathAndNoSecret()
    {
        string secret = "c2VjcmV0";
        string empty = _directory.Write("empty", "\n"u8);
        string wrong = _directory.Write("wrong", System.Text.Encoding.ASCII.GetBytes(secret));
        string huge = _directory.Write("huge", new byte[100_000]);
        AssertRefused("", "'keyFile', 'keyVariable' or 'key'");
        AssertRefused("", "both 'key' and 'keyFile'", ("key", secret), ("keyFile", wrong));
        AssertRefused("", "both 'key' and 'keys'", ("key", secret), ("keys:0:id", "1"));
        AssertRefused(":keyFile", "cannot be read", ("keyFile", _directory.File("missing")));
        AssertRefused(":keyFile", "is empty", ("keyFile", empty));
        AssertRefused(":keyFile", "32 bytes", ("keyFile", wrong));
        AssertRefused(":keyFile", "too long", ("keyFile", huge));
        AssertRefused(":keyVariable", "no variable 'STORAGE_TEST_NONE'", ("keyVariable", "STORAGE_TEST_NONE"));
        AssertRefused(":storeId", "a name of its own", ("password", secret), ("storeId", "x"));
        AssertRefused(":keys:0:id", "missing", ("keys:0:key", secret));
        AssertRefused(":keys:0", "has no key", ("keys:0:id", "1"));
        AssertRefused(":keys:0:id", "0 is not from 1", ("keys:0:id", "0"));
        AssertRefused(":keys:0:state", "none of: active", ("keys:0:id", "1"), ("keys:0:state", "x"));
        AssertRefused(":keys:0:key", "32 bytes", ("keys:0:id", "1"), ("keys:0:key", secret));
        AssertRefused(":keys:0:kee", "no such setting", ("keys:0:id", "1"), ("keys:0:key", s_key), ("keys:0:kee", "x"));
        AssertRefused(":keys", "0 of them have the state", ("keys:0:id", "1"), ("keys:0:key", s_key));
        AssertRefused(
            ":keys:1:id",
            "another key has the number 1",
            ("keys:0:id", "1"), ("keys:0:key", s_key), ("keys:1:id", "1"), ("keys:1:key", s_otherKey));
    }

    private static IConfigurationSection Section(IEnumerable<(string Name, string Value)> settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(
                static setting => KeyValuePair.Create($"s:{setting.Name}", (string?)setting.Value)))
            .Build()
            .GetSection("s");

    private static IEnumerable<(string Name, string Value)> Encryption((string Name, string Value)[] settings) =>
        settings.Select(static setting => ($"options:encryption:{setting.Name}", setting.Value));

    private static void AssertRefused(string path, string problem, params (string Name, string Value)[] settings)
    {
        IConfigurationSection section = Section(
            [("type", "memory"), ("options:encryption:enabled", "true"), .. Encryption(settings)]);
        StorageConfigurationException error = Assert.Throws<StorageConfigurationException>(
            () => StorageConfiguration.Read(section));
        Assert.Equal($"s:options:encryption{path}", error.Path);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", error.Message, StringComparison.Ordinal);
    }

    private ValueTask<IStorage> OpenAsync(params (string Name, string Value)[] settings) =>
        StorageConfiguration.Read(Section(
        [
            ("type", "file"), ("path", _directory.File("store")), ("durability", "none"), .. Encryption(settings),
        ])).BuildAsync(Cancellation);
}
