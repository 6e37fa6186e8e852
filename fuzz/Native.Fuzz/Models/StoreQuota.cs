using System.Collections.Generic;
using System.IO;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Native.Fuzz.Interop;
using Native.Fuzz.Rig;
using NativeIo;
using Storage.Lite;

namespace Native.Fuzz.Models;

/// <summary>
/// A store of files whose user has used up a quota: the kernel's own number comes out of calls of one kind. What was
/// there stays, what is new is not there, the error is that of a full disk and has the number, nothing is left over,
/// and with room again the same put works on the same store.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class StoreQuota
{
    private static readonly string s_root = ScratchFolder.Make();

    /// <summary>Puts over an object, and a new one in new folders.</summary>
    internal static async Task VerifyAsync(QuotaCall call, FileLayout layout, FileDurability durability)
    {
        string path = Path.Combine(s_root, Path.GetRandomFileName());
        var options = new FileStorageOptions { Layout = layout, Durability = durability };
        var folder = new RootedDirectoryOptions
        {
            RefusesLinks = true,
            StaysOnFileSystem = true,
            Backend = QuotaCalls.Create(),
        };
        FileStorage store = FileStorage.Open(path, options, folder);
        await using (store.ConfigureAwait(false))
        {
            _ = await store.PutTextAsync("old", "within").ConfigureAwait(false);
            await RequireRefusedAsync(store, call, "new/folder/key").ConfigureAwait(false);
            if (call != QuotaCall.MakeFolder)
            {
                await RequireRefusedAsync(store, call, "old").ConfigureAwait(false);
            }

            List<string> keys = [];
            await foreach (StorageEntry entry in store.ListAsync("").ConfigureAwait(false))
            {
                keys.Add(entry.Key.Text);
            }

            Verify.Equal("old", string.Join(' ', keys), "The keys after puts that were refused");
            Verify.Equal("within", await store.GetTextAsync("old").ConfigureAwait(false), "The object of before");
            foreach (string temp in Directory.GetDirectories(Path.Combine(path, ".storage-lite", "temp")))
            {
                Verify.Equal(1, Directory.GetFiles(temp).Length, "The files beside the lease");
            }

            _ = await store.PutTextAsync("new/folder/key", "room again").ConfigureAwait(false);
            Verify.Equal(
                "room again", await store.GetTextAsync("new/folder/key").ConfigureAwait(false), "The new object");
        }
    }

    /// <summary>
    /// Makes a file with a new name: neither a link nor a temporary name in its place is to be had, and none is left.
    /// </summary>
    internal static void VerifyNewFile()
    {
        string path = Path.Combine(s_root, Path.GetRandomFileName());
        _ = Directory.CreateDirectory(path);
        var options = new AtomicFileOptions { Overwrites = false, Backend = QuotaCalls.Create() };
        using (AtomicFileWriter writer = AtomicFileWriter.Create(Path.Combine(path, "file"), options))
        {
            writer.Write("value"u8);
            QuotaCalls.Refuse(QuotaCall.NewName);
            try
            {
                writer.Commit();
                Verify.Fail("A name was made beyond the quota");
            }
            catch (NativeIoException exception)
            {
                RequireNumber(exception);
                Verify.True(QuotaCalls.Met > 1, "The link and the name in its place were not both tried");
            }
            finally
            {
                QuotaCalls.Refuse(QuotaCall.None);
            }
        }

        Verify.Equal(0, Directory.GetFileSystemEntries(path).Length, "What is left in the folder");
    }

    private static async Task RequireRefusedAsync(IStorage store, QuotaCall call, string key)
    {
        QuotaCalls.Refuse(call);
        try
        {
            _ = await store.PutTextAsync(key, "beyond").ConfigureAwait(false);
            Verify.Fail($"'{key}' was put beyond the quota");
        }
        catch (StorageFullException exception)
        {
            Verify.True(QuotaCalls.Met > 0, "No call was refused");
            RequireNumber(exception.InnerException as NativeIoException);
        }
        finally
        {
            QuotaCalls.Refuse(QuotaCall.None);
        }
    }

    private static void RequireNumber(NativeIoException? exception)
    {
        Verify.True(exception is not null, "The error does not say what the system said");
        Verify.Equal(QuotaCalls.QuotaExceeded, exception.ErrorCode, "The number of the error");
        Verify.True(exception.Kind == IoErrorKind.NoSpace, $"The error is {exception.Kind}");
    }
}
