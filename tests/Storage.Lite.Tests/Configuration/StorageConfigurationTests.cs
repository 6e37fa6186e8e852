using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Tests.Configuration;

public sealed class StorageConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("native-storage-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Read_TheReferencesYaml_MakesThatStore()
    {
        string data = Path.Combine(_folder, "data");
        IConfiguration configuration = Load($"""
            storage:
              type: file
              path: {data}
              options:
                compression: true
                encryption: false
                cache:
                  enabled: true
                  size: 1000
                retry:
                  max: 3
                  delay: 1.0
            """);

        await using IStorage storage = StorageConfiguration.Read(configuration.GetSection("storage")).Build();
        _ = await storage.PutTextAsync("a.txt", new string('x', 10_000), cancellation: Cancellation);

        Assert.Equal(new string('x', 10_000), await storage.GetTextAsync("a.txt", Cancellation));
        Assert.InRange(new FileInfo(Path.Combine(data, "a.txt")).Length, 1, 1000);
    }

    [Theory]
    [InlineData("{ \"storage\": { \"type\": \"memory\", \"options\": { \"max_size\": 4 } } }")]
    [InlineData("{ \"storage\": { \"type\": \"Memory\", \"options\": { \"maxSize\": 4 } } }")]
    public async Task Read_JsonAndBothSpellings_LimitTheSize(string json)
    {
        IConfiguration configuration = Load(json);

        await using IStorage storage = StorageConfiguration.Read(configuration.GetSection("storage")).Build();

        _ = await storage.PutTextAsync("a", "1234", cancellation: Cancellation);
        _ = await Assert.ThrowsAsync<StorageQuotaException>(
            async () => await storage.PutTextAsync("a", "12345", cancellation: Cancellation));
    }

    [Fact]
    public async Task Read_NamesAsEnvironmentVariablesHaveThem_AreTheSame()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["STORAGE:TYPE"] = "memory",
                ["STORAGE:OPTIONS:MAX_SIZE"] = "2",
            }).Build();

        await using IStorage storage = StorageConfiguration.Read(configuration.GetSection("storage")).Build();

        _ = await Assert.ThrowsAsync<StorageQuotaException>(
            async () => await storage.PutTextAsync("a", "123", cancellation: Cancellation));
    }

    [Fact]
    public async Task Read_Composite_HasItsTiers()
    {
        IConfiguration configuration = Load("""
            storage:
              type: composite
              tiers:
                - type: memory
                  name: fast
                - type: memory
                  name: slow
                  options:
                    checksums: true
              options:
                timeout: 0
            """);

        await using IStorage storage = StorageConfiguration.Read(configuration.GetSection("storage")).Build();
        _ = await storage.PutTextAsync("a", "1", cancellation: Cancellation);

        Assert.Equal(2, Assert.IsType<CompositeStorage>(storage).Tiers.Count);
        Assert.Equal("1", await storage.GetTextAsync("a", Cancellation));
    }

    [Fact]
    public async Task Read_EncryptionWithAPassword_NeedsItAgain()
    {
        string data = Path.Combine(_folder, "secret");
        await using (IStorage storage = await OpenAsync("right"))
        {
            _ = await storage.PutTextAsync("a", "hidden", cancellation: Cancellation);
        }

        await using (IStorage storage = await OpenAsync("right"))
        {
            Assert.Equal("hidden", await storage.GetTextAsync("a", Cancellation));
        }

        _ = await Assert.ThrowsAsync<StorageIntegrityException>(async () => await OpenAsync("wrong"));

        async Task<IStorage> OpenAsync(string password)
        {
            IConfiguration configuration = Load($$"""
                storage:
                  type: file
                  path: {{data}}
                  durability: none
                  options:
                    encryption: { password: {{password}} }
                """);
            return await StorageConfiguration.Read(configuration.GetSection("storage")).BuildAsync(Cancellation);
        }
    }

    [Fact]
    public async Task Read_EncryptionWithAKey_HidesTheBytes()
    {
        string key = Convert.ToBase64String(new byte[32]);
        IConfiguration configuration = Load(
            $"storage: {{ type: file, path: {_folder}/k, options: {{ encryption: {{ key: {key} }} }} }}");

        await using IStorage storage = StorageConfiguration.Read(configuration.GetSection("storage")).Build();
        _ = await storage.PutTextAsync("a", "hidden", cancellation: Cancellation);

        Assert.DoesNotContain(
            "hidden", await File.ReadAllTextAsync(Path.Combine(_folder, "k", "a"), Cancellation),
            StringComparison.Ordinal);
        Assert.Equal("hidden", await storage.GetTextAsync("a", Cancellation));
    }

    [Theory]
    [InlineData("{}", "s:type", "missing")]
    [InlineData("{type: tape}", "s:type", "'tape'; there are: composite, file, memory")]
    [InlineData("{type: memory, pth: x}", "s:pth", "there is no such setting")]
    [InlineData("{type: file}", "s:path", "missing")]
    [InlineData("{type: file, path: x, durability: most}", "s:durability", "none of: none, data, full, group")]
    [InlineData("{type: composite}", "s:tiers", "a list of stores")]
    [InlineData("{type: composite, tiers: [{type: memory, x: 1}]}", "s:tiers:0:x", "there is no such setting")]
    [InlineData("{type: memory, options: 3}", "s:options", "a section belongs here")]
    [InlineData("{type: memory, options: {compresion: true}}", "s:options:compresion", "there is no such setting")]
    [InlineData("{type: memory, options: {compression: yep}}", "s:options:compression", "neither true nor false")]
    [InlineData("{type: memory, options: {compression: {level: 12}}}", "s:options:compression:level", "from 0 to 9")]
    [InlineData("{type: memory, options: {compression: {levl: 1}}}", "s:options:compression:levl", "no such setting")]
    [InlineData("{type: memory, options: {cache: {size: many}}}", "s:options:cache:size", "no whole number")]
    [InlineData("{type: memory, options: {cache: {size: {a: 1}}}}", "s:options:cache:size", "it is a section")]
    [InlineData("{type: memory, options: {retry: {max: 0}}}", "s:options:retry:max", "0 is not from 1 to 100")]
    [InlineData("{type: memory, options: {retry: {delay: soon}}}", "s:options:retry:delay", "no time in seconds")]
    [InlineData("{type: memory, options: {retry: {delay: -1}}}", "s:options:retry:delay", "no time in seconds")]
    [InlineData("{type: memory, options: {timeout: -1}}", "s:options:timeout", "no time in seconds")]
    [InlineData("{type: memory, options: {timeout: 0.001}}", "s:options:timeout", "less than 0.01 seconds")]
    [InlineData("{type: memory, options: {attemptTimeout: 0}}", "s:options:attemptTimeout", "less than 0.01 seconds")]
    [InlineData("{type: memory, options: {cache: {lifetime: 0}}}", "s:options:cache:lifetime", "0 is less than")]
    [InlineData("{type: memory, options: {max_size: 1, maxSize: 2}}", "s:options:max_size", "with 'maxSize'")]
    [InlineData("{type: memory, options: {max_size: -1}}", "s:options:max_size", "-1 is not from 0")]
    [InlineData("{type: memory, options: {encryption: true}}", "s:options:encryption", "has no key")]
    [InlineData("{type: memory, options: {encryption: {key: a, password: b}}}", "s:options:encryption", "has both")]
    [InlineData("{type: memory, options: {encryption: {key: c2VjcmV0}}}", "s:options:encryption:key", "32 bytes")]
    public void Read_WrongSetting_NamesItsPathAndTheRemedy(string yaml, string path, string problem)
    {
        IConfigurationSection section = Load($"s: {yaml}").GetSection("s");

        StorageConfigurationException error = Assert.Throws<StorageConfigurationException>(
            () => StorageConfiguration.Read(section));

        Assert.Equal(path, error.Path);
        Assert.StartsWith($"{path}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WrongKey_DoesNotShowIt()
    {
        IConfigurationSection section =
            Load("s: {type: memory, options: {encryption: {key: c2VjcmV0}}}").GetSection("s");

        StorageConfigurationException error = Assert.Throws<StorageConfigurationException>(
            () => StorageConfiguration.Read(section));

        Assert.DoesNotContain("c2VjcmV0", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_EverySetting_IsTaken()
    {
        IConfigurationSection section = Load("""
            s:
              type: memory
              name: m
              bytesMax: 1000000
              objectsMax: 10
              eviction: leastRecentlyUsed
              options:
                compression: { enabled: true, format: zlib, level: 6 }
                checksums: true
                cache: { enabled: false, size: 5 }
                retry: { max: 2, delay: 0.5, elapsedMax: 10, jitter: false }
                timeout: 30.0
                attemptTimeout: 5
                concurrency: 8
                max_size: 100000
            """).GetSection("s");

        await using IStorage storage = StorageConfiguration.Read(section).Build();
        _ = await storage.PutTextAsync("a", "1", cancellation: Cancellation);

        Assert.Equal("1", await storage.GetTextAsync("a", Cancellation));
        Assert.True(storage.Capabilities.Compresses);
    }

    [Theory]
    [InlineData("{type: memory}", true)]
    [InlineData("{type: memory, options: {checksums: true}}", true)]
    [InlineData("{type: memory, options: {timeout: 5}}", true)]
    [InlineData("{type: memory, options: {timeout: 0}}", false)]
    public void Read_OfATimeout_HasADeadlineUnlessItIsZero(string yaml, bool hasDeadline)
    {
        StorageBuilder builder = StorageConfiguration.Read(Load($"s: {yaml}").GetSection("s"));

        Assert.Equal(hasDeadline, Record.Exception(() => builder.UseDeadline()) is InvalidOperationException);
    }

    [Fact]
    public void Add_KnownType_Throws()
    {
        var catalog = new StorageBackendCatalog();

        _ = Assert.Throws<ArgumentException>(() => catalog.Add("File", static (_, _) => { }));
    }

    [Fact]
    public async Task Add_NewType_CanBeNamed()
    {
        StorageBackendCatalog catalog = new StorageBackendCatalog().Add(
            "shelf", static (builder, settings) => builder.UseMemory(new() { Name = settings.RequireText("label") }));

        await using IStorage storage = StorageConfiguration
            .Read(Load("s: {type: shelf, label: top}").GetSection("s"), catalog).Build();

        Assert.Equal("top", storage.Name);
    }

    [Fact]
    public void Read_KeyInPlaceOfTheSwitch_DoesNotShowIt()
    {
        IConfiguration configuration = Load("storage:\n  type: memory\n  options:\n    encryption: my-secret");

        StorageConfigurationException error = Assert.Throws<StorageConfigurationException>(
            () => StorageConfiguration.Read(configuration.GetSection("storage")));

        Assert.DoesNotContain("my-secret", error.Message, StringComparison.Ordinal);
        Assert.Equal("storage:options:encryption", error.Path);
    }

    [Fact]
    public void LoadFile_Missing_SaysWhich()
    {
        StorageConfigurationException error = Assert.Throws<StorageConfigurationException>(
            () => StorageConfiguration.LoadFile(Path.Combine(_folder, "none.yaml")));

        Assert.Contains("none.yaml", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadFile_NoYaml_SaysWhatIsWrong()
    {
        _ = Assert.Throws<StorageConfigurationException>(() => Load("a: [1\nb: {"));
    }

    private IConfiguration Load(string text)
    {
        string path = Path.Combine(_folder, "storage.yaml");
        File.WriteAllText(path, text);
        return StorageConfiguration.LoadFile(path);
    }

    [Theory]
    [InlineData("a: &a [1, *a]\nstorage: {type: memory}", "line 1 refers to 'a'")]
    [InlineData("storage: &b {type: memory, options: *b}", "line 1 refers to 'b'")]
    [InlineData("a: &a [x, x]\nb: &b [*a, *a]\nstorage: {type: memory}", "line 2 refers to 'a'")]
    public void LoadFile_References_AreRefusedAndNotFollowedForEver(string yaml, string problem)
    {
        using var folder = new TemporaryDirectory();
        string path = folder.Write("storage.yaml", System.Text.Encoding.UTF8.GetBytes(yaml));

        StorageConfigurationException error = Assert.Throws<StorageConfigurationException>(
            () => StorageConfiguration.LoadFile(path));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadFile_NestedWithoutEnd_IsRefused()
    {
        using var folder = new TemporaryDirectory();
        string path = folder.Write("storage.yaml", System.Text.Encoding.UTF8.GetBytes(new string('[', 100_000)));

        StorageConfigurationException error = Assert.Throws<StorageConfigurationException>(
            () => StorageConfiguration.LoadFile(path));

        Assert.Contains("nested deeper than 64", error.Message, StringComparison.Ordinal);
    }
}
