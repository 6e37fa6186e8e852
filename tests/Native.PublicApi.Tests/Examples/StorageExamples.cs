using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Storage.Lite;
using Xunit;

namespace Native.PublicApi.Tests.Examples;

/// <summary>What README.md and docs/storage-configuration.md show of stores.</summary>
[Collection(WorkingFolder.Collection)]
public sealed partial class StorageExamples
{
    [Fact]
    public async Task Readme_Store_PutsAndLists()
    {
        using var working = new WorkingFolder();
        string folder = Path.Combine(Environment.CurrentDirectory, "store");
        byte[] key = new byte[32];
        var shown = new List<string>();

        await using IStorage storage = new StorageBuilder()
            .UseFiles(folder)
            .UseCompression()
            .UseEncryption(key)
            .UseCache()
            .Build();

        StorageEntry first = await storage.PutTextAsync("settings/theme", "dark");
        StorageEntry second = await storage.PutTextAsync(
            "settings/theme", "light", new PutOptions { Condition = StorageCondition.IfMatch(first.ETag) });

        await foreach (StorageEntry entry in storage.ListAsync("settings/"))
        {
            shown.Add($"{entry.Key}: {await storage.GetTextAsync(entry.Key)}");
        }

        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal(["settings/theme: light"], shown);
    }

    [Fact]
    public async Task Configuration_File_MakesTheStore()
    {
        using var working = new WorkingFolder();
        await File.WriteAllTextAsync("storage.yaml", "storage: { type: memory, options: { cache: true } }");

        IConfiguration configuration = StorageConfiguration.LoadFile("storage.yaml");
        StorageBuilder builder = StorageConfiguration.Read(configuration.GetSection("storage"));
        await using IStorage storage = await builder.BuildAsync();

        _ = await storage.PutTextAsync("a", "1");
        Assert.Equal("1", await storage.GetTextAsync("a"));
    }
}
