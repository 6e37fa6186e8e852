using System.Collections.Generic;
using System.Threading.Tasks;
using Storage.Lite.Testing;
using Storage.Lite.Tests.Contract;
using Xunit;

namespace Storage.Lite.Tests.Examples;

/// <summary>The reference's examples of basic use, of memory and of the mock, in C#.</summary>
public sealed class BasicUsageTests
{
    [Fact]
    public async Task BasicUsage_PutGetDelete_Works()
    {
        await using IStorage storage = new MemoryStorage();

        // Store data
        await storage.PutTextAsync("key", "value");

        // Retrieve data
        string value = await storage.GetTextAsync("key");

        // Delete data
        bool existed = await storage.DeleteAsync("key");

        Assert.Equal("value", value);
        Assert.True(existed);
    }

    [Fact]
    public async Task MemoryStorage_OfAUser_StoresChecksAndReads()
    {
        await using var storage = new MemoryStorage();

        // Store in memory
        await storage.PutJsonAsync("user", new User("John"), UserContext.Default.User);

        // Check existence
        bool exists = await storage.ExistsAsync("user");

        // Read from memory
        User? user = await storage.GetJsonAsync("user", UserContext.Default.User);

        Assert.True(exists);
        Assert.Equal("John", user?.Name);
    }

    [Fact]
    public async Task BaseStorage_List_FindsKeysWithAPrefix()
    {
        await using var storage = new MemoryStorage();
        await storage.PutTextAsync("users/john", "John");
        await storage.PutTextAsync("users/jane", "Jane");
        await storage.PutTextAsync("other", "value");
        List<string> keys = [];

        await foreach (StorageEntry entry in storage.ListAsync("users/"))
        {
            keys.Add(entry.Key.Text);
        }

        Assert.Equal(["users/jane", "users/john"], keys);
    }

    [Fact]
    public async Task MockStorage_WithAScriptedGet_ReturnsIt()
    {
        // Create mock storage
        await using var storage = new MockStorage();

        // Configure mock
        storage.MockGet("key", "value");

        // Test code
        string result = await storage.GetTextAsync("key");
        Assert.Equal("value", result);
    }
}
