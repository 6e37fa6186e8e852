using System;
using System.Threading.Tasks;
using ChunkedBuffers;
using Storage.Lite;
using Xunit;

namespace Native.PublicApi.Tests.Examples;

/// <content>docs/storage.md.</content>
public sealed partial class StorageExamples
{
    [Fact]
    public async Task QuickStart_PutGetListDelete_FindsWhatWasPut()
    {
        using var working = new WorkingFolder();

        await using IStorage storage = FileStorage.Open("data");

        await storage.PutTextAsync("greetings/en", "hello");
        await storage.PutAsync("pixels", new byte[] { 1, 2, 3 });

        string text = await storage.GetTextAsync("greetings/en");
        bool isThere = await storage.ExistsAsync("greetings/fr");

        await foreach (StorageEntry entry in storage.ListAsync("greetings/"))
        {
            Console.WriteLine($"{entry.Key}: {entry.Length} bytes, changed {entry.ModifiedAt}");
        }

        bool wasThere = await storage.DeleteAsync("pixels");

        Assert.Equal(("hello", false, true), (text, isThere, wasThere));
    }

    [Fact]
    public async Task QuickStart_ContentAndPieces_HaveTheBytes()
    {
        await using IStorage storage = new MemoryStorage();
        await storage.PutTextAsync("greetings/en", "hello");

        using StorageContent content = await storage.GetAsync("greetings/en");
        BufferSlice bytes = content.Bytes;
        Console.WriteLine($"{bytes.Length} bytes of version {content.Entry.ETag}");

        await using (StorageWriter writer = await storage.OpenWriteAsync("big"))
        {
            for (int part = 0; part < 4; part++)
            {
                await writer.WriteAsync(new byte[64 * 1024]);
            }

            await writer.CommitAsync();
        }

        long total = 0;
        await using (StorageReader reader = await storage.OpenReadAsync("big"))
        {
            while (true)
            {
                using BufferSlice piece = await reader.ReadAsync();
                if (piece.IsEmpty)
                {
                    break;
                }

                total += piece.Length;
            }
        }

        Assert.Equal((5, 256 * 1024), (bytes.Length, total));
    }

    [Fact]
    public async Task QuickStart_Conditions_RefuseWhoIsLate()
    {
        using var working = new WorkingFolder();
        await using IStorage storage = FileStorage.Open("data");

        StorageEntry created = await storage.PutTextAsync(
            "counter", "1", new PutOptions { Condition = StorageCondition.IfAbsent });
        await storage.PutTextAsync(
            "counter", "2", new PutOptions { Condition = StorageCondition.IfMatch(created.ETag) });

        try
        {
            await storage.PutTextAsync(
                "counter", "3", new PutOptions { Condition = StorageCondition.IfMatch(created.ETag) });
        }
        catch (StoragePreconditionException)
        {
            Console.WriteLine("somebody changed it: read it again and decide anew");
        }

        Assert.Equal("2", await storage.GetTextAsync("counter"));
    }
}
