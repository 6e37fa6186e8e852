using System;
using System.IO;
using System.Threading.Tasks;
using ChunkedBuffers;
using NativeIo;
using Xunit;

namespace Storage.Lite.Tests.Backends;

/// <content>Folders that are removed while they are open, and volumes that fold case.</content>
public sealed partial class FileStorageTests
{
    [Theory]
    [MemberData(nameof(Layouts))]
    // Platform: a folder that is open, which stays the one that it was; on Windows the root is its path.
    [Trait("Platform", "linux")]
    public async Task Operations_AfterTheRootWasRemoved_SaySoAndNotThatTheObjectIsMissing(FileLayout layout)
    {
        string path = _directory.File("store");
        await using FileStorage storage = FileStorage.Open(path, new FileStorageOptions { Layout = layout });
        await storage.PutTextAsync("folder/key", "1", cancellation: Cancellation);
        Directory.Delete(path, recursive: true);
        Directory.CreateDirectory(path);
        using BufferSlice value = BufferSlice.CopyFrom("2"u8);
        foreach (string key in new[] { "key", "folder/key" })
        {
            Func<ValueTask>[] operations =
            [
                async () => (await storage.TryGetAsync(key, cancellation: Cancellation)).Dispose(),
                async () => (await storage.TryGetAsync(
                    key, new GetOptions { Range = StorageRange.From(1) }, Cancellation)).Dispose(),
                async () => await (await storage.TryOpenReadAsync(key, cancellation: Cancellation)).DisposeAsync(),
                async () => await storage.TryStatAsync(key, Cancellation),
                async () => await storage.PutAsync(key, value, cancellation: Cancellation),
                async () => await storage.PutAsync(key, value, IfAbsent(), Cancellation),
                async () => await storage.DeleteAsync(key, cancellation: Cancellation),
                async () => await storage.CopyAsync(key, "other", cancellation: Cancellation),
                async () => await storage.RenameAsync(key, "other", cancellation: Cancellation),
                async () => await KeysOf(storage),
                async () => throw (await storage.DeleteManyAsync([key], Cancellation))[0].Error!,
            ];
            for (int index = 0; index < operations.Length; index++)
            {
                StorageException error = await Assert.ThrowsAsync<StorageException>(async () =>
                    await operations[index]());
                Assert.True(error.Message.Contains("was removed", StringComparison.Ordinal), $"{index}: {error}");
            }
        }

        Assert.Empty(Directory.GetFileSystemEntries(path));
    }

    [Fact]
    // Platform: a volume that tells names apart by case, to act as one that does not.
    [Trait("Platform", "linux")]
    public async Task Plain_VolumeThatFoldsCase_RefusesWhatCouldBeAnotherKey()
    {
        // What such a volume says: something answers to the store's own folder in capital letters.
        Directory.CreateDirectory(_directory.File(".storage-lite"));
        Directory.CreateDirectory(_directory.File(".STORAGE-LITE"));
        _directory.Write("README.md", "theirs"u8);
        await using FileStorage storage = Open(FileLayout.Plain);
        await storage.PutTextAsync("users/al-2_b.json", "1", cancellation: Cancellation);
        foreach (string key in new[] { "Key", "a/B", "\u00e4", "a\u0301", "k\u212a", "a.", "a /b", "longna~1.txt" })
        {
            StorageInvalidKeyException error = await Assert.ThrowsAsync<StorageInvalidKeyException>(
                async () => await storage.PutTextAsync(key, "2", cancellation: Cancellation));
            Assert.Contains("Encoded", error.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<StorageInvalidKeyException>(
                async () => await storage.TryGetAsync(key, cancellation: Cancellation));
        }

        await using FileStorage encoded = Open(FileLayout.Encoded);
        await encoded.PutTextAsync("Key", "3", cancellation: Cancellation);
        await encoded.PutTextAsync("key", "4", cancellation: Cancellation);
        Assert.Equal("3", await encoded.GetTextAsync("Key", Cancellation));
    }

    [Theory]
    [InlineData("readme.txt", "42")]
    [InlineData("README.txt", "readme.txt")]
    [InlineData("42")]
    [InlineData]
    // Platform: a volume that tells names apart by case.
    [Trait("Platform", "linux")]
    public void CaseFolding_VolumeThatTellsCaseApart_IsOffAndLeavesNothing(params string[] names)
    {
        foreach (string name in names)
        {
            _directory.Write(name, "x"u8);
        }

        using RootedDirectory root = RootedDirectory.Open(_directory.Path);
        Assert.False(CaseFolding.IsOn(root, 0b111_000_000));
        Assert.Equal(names.Length, Directory.GetFileSystemEntries(_directory.Path).Length);
    }
}
