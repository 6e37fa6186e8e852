using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Microsoft.Win32.SafeHandles;
using Native.Fuzz.Rig;
using NativeIo;
using NativeIo.Tests;
using Storage.Lite;

namespace Native.Fuzz.Models;

/// <summary>
/// Does one operation of a store of files again and again, and each time another one of the system's calls fails: the
/// first, the second, and so on until the operation does no further call. Each time: the result is the operation's
/// or an error of the right class, objects are as before or as after and whole, and nothing is left open, rented or
/// lying around. Then the operation is done once more, without a fault, on the same store.
/// </summary>
internal static class StoreFaults
{
    /// <summary>More calls than any operation does.</summary>
    private const int CallsMax = 400;

    /// <summary>Less than any transfer asks for, and enough for an entry of a folder.</summary>
    private const int ShortLength = 512;

    private const string Missing = "-";
    private const int FolderBits = 0b111_101_101;
    private const int FileBits = 0b110_100_100;

    private static readonly string s_root = ScratchFolder.Make();

    private static readonly SortedDictionary<string, string> s_before = new(StringComparer.Ordinal)
    {
        ["a/old"] = Repeated('o', 5000),
        ["b"] = "other",
        ["d/e/f"] = "alone in its folder",
    };

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<FileLayout, string> s_templates = new();

    private static readonly HashSet<string> s_seldomInterrupted = new(StringComparer.Ordinal)
    {
        "facts", "facts-at", "list", "make-folder", "move", "open-at", "remove",
    };

    private static readonly string s_new = Repeated('n', 9000);

    /// <summary>What a call may come to, the commonest first.</summary>
    internal static OrderedDictionary<string, Fault> Faults { get; } = new(StringComparer.Ordinal)
    {
        ["EIO"] = Fault.Fail(IoErrorKind.DeviceFault),
        ["ENOSPC"] = Fault.Fail(IoErrorKind.NoSpace),
        ["EINTR"] = Fault.Fail(IoErrorKind.Interrupted),
        ["short"] = Fault.Short(ShortLength),
        ["EACCES"] = Fault.Fail(IoErrorKind.AccessDenied),
        ["EMFILE"] = Fault.Fail(IoErrorKind.TooManyOpenFiles),
    };

    /// <summary>The operations.</summary>
    internal static IReadOnlyList<StoreStep> Steps { get; } =
    [
        new("put new", store => PutAsync(store, "new/x/y", default), map => map["new/x/y"] = s_new),
        new("put over", store => PutAsync(store, "a/old", default), map => map["a/old"] = s_new),
        new("create", store => PutAsync(store, "new", StorageCondition.IfAbsent), map => map["new"] = s_new),
        new("swap", SwapAsync, map => map["a/old"] = s_new),
        new("write", WriteAsync, map => map["a/old"] = s_new + s_new),
        new("delete", store => DeleteAsync(store, "d/e/f"), map => map.Remove("d/e/f")),
        new("delete many", DeleteManyAsync, map => RemoveAll(map, "a/old", "d/e/f")),
        new("copy", store => Done(store.CopyAsync("a/old", "c/copy")), map => map["c/copy"] = map["a/old"]),
        new("rename", store => Done(store.RenameAsync("a/old", "c/name")), map => Rename(map, "a/old", "c/name")),
        new("get", GetAsync, static _ => { }),
        new("read", ReadAsync, static _ => { }),
        new("list", ListAsync, static _ => { }),
    ];

    /// <summary>Lets each call of an operation fail in turn.</summary>
    /// <returns>How many calls there were.</returns>
    internal static int Sweep(StoreStep step, FileLayout layout, FileDurability durability, string fault)
    {
        for (int call = 0; call < CallsMax; call++)
        {
            try
            {
                if (!RunOnceAsync(step, layout, durability, Faults[fault], call).GetAwaiter().GetResult())
                {
                    return call;
                }
            }
            catch (FuzzException exception)
            {
                throw new FuzzException(
                    $"{step} ({layout}, {durability}), {fault} in call {call}: {exception.Message}");
            }
        }

        throw new FuzzException($"{step} does more than {CallsMax} calls");
    }

    /// <summary>
    /// Lets each call of the first put fail in turn, with which the store makes its workspace: unlike a failed removal,
    /// which the next who opens the store makes good, nothing of it stays.
    /// </summary>
    /// <returns>How many workspaces could not be made.</returns>
    internal static int SweepWorkspace(string fault)
    {
        int failed = 0;
        for (int call = 0; call < CallsMax; call++)
        {
            string path = Path.Combine(s_root, Path.GetRandomFileName());
            var backend = new ScriptedBackend();
            using var root = RootedDirectory.Open(
                Directory.CreateDirectory(path).FullName, new RootedDirectoryOptions { Backend = backend });
            backend.FailAfter(call, Faults[fault]);
            try
            {
                using var made = FileWorkspace.Create(root, FolderBits, FileBits);
                if (backend.FaultsLeft > 0)
                {
                    return failed;
                }

                backend.Heal();
            }
            catch (IOException)
            {
                failed++;
            }

            string temp = Path.Combine(path, FileKeys.InternalFolder, "temp");
            string[] left = Directory.Exists(temp) ? Directory.GetFileSystemEntries(temp) : [];
            Verify.True(left.Length == 0, $"{fault} in call {call} leaves {left.FirstOrDefault()}");
        }

        throw new FuzzException($"A workspace takes more than {CallsMax} calls");
    }

    /// <summary>False when the operation did fewer calls.</summary>
    private static async Task<bool> RunOnceAsync(
        StoreStep step, FileLayout layout, FileDurability durability, Fault fault, int call)
    {
        string path = Path.Combine(s_root, Path.GetRandomFileName());
        FuzzPool pool = FuzzPool.BeginRun();
        var options = new FileStorageOptions { Layout = layout, Durability = durability, Pool = pool.Pool };
        Fill(path, layout);
        SortedDictionary<string, string> after = new(s_before, StringComparer.Ordinal);
        step.Apply(after);

        var backend = new ScriptedBackend();
        FileStorage store = FileStorage.Open(
            path,
            options,
            new RootedDirectoryOptions { RefusesLinks = true, StaysOnFileSystem = true, Backend = backend });
        backend.FailAfter(call, fault);
        StorageException? error = await TryAsync(step, store).ConfigureAwait(false);
        bool isMet = backend.FaultsLeft == 0;
        List<string> calls = [.. backend.Calls.Select(static one => one.Operation)];
        backend.Heal();
        VerifyError(error, fault, isMet, calls, call);
        bool isPublished = error is null || calls.Take(call).Contains("move");
        Verify.True(isMet || error is null, $"It failed without a fault: {error}");
        await VerifyObjectsAsync(store, after, error is not null, isPublished).ConfigureAwait(false);
        if (isMet && error is not null)
        {
            // The same again, and this time the system does what it is asked for.
            backend.Calls.Clear();
            StorageException? second = await TryAsync(step, store).ConfigureAwait(false);
            await VerifyRetryAsync(step, store, after, second, backend, durability).ConfigureAwait(false);
        }

        string met = isMet ? calls[call] : "";
        VerifyNoUnfinished(path, isOpen: true, met);
        await store.DisposeAsync().ConfigureAwait(false);
        foreach (SafeFileHandle handle in backend.Handles)
        {
            Verify.True(handle.IsClosed, "A handle stays open");
        }

        pool.VerifyBalanced();
        await using (FileStorage.Open(path, options).ConfigureAwait(false))
        {
            VerifyNoUnfinished(path, isOpen: false, met);
        }

        Directory.Delete(path, recursive: true);
        return isMet;
    }

    /// <summary>Copies what a store made once; that is most of a run otherwise.</summary>
    private static void Fill(string path, FileLayout layout)
    {
        string template = s_templates.GetOrAdd(
            layout, static layout => MakeTemplateAsync(layout).GetAwaiter().GetResult());
        foreach (string file in Directory.EnumerateFiles(template, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(path, Path.GetRelativePath(template, file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static async Task<string> MakeTemplateAsync(FileLayout layout)
    {
        string path = Path.Combine(s_root, layout.ToString());
        var options = new FileStorageOptions { Layout = layout, Durability = FileDurability.None };
        await using (FileStorage store = FileStorage.Open(path, options))
        {
            foreach ((string key, string value) in s_before)
            {
                _ = await store.PutTextAsync(key, value).ConfigureAwait(false);
            }
        }

        Directory.Delete(Path.Combine(path, ".storage-lite"), recursive: true);
        return path;
    }

    private static async ValueTask<StorageException?> TryAsync(StoreStep step, FileStorage store)
    {
        try
        {
            await step.RunAsync(store).ConfigureAwait(false);
            return null;
        }
        catch (StorageException exception)
        {
            return exception;
        }
    }

    private static void VerifyError(
        StorageException? error, Fault fault, bool isMet, List<string> calls, int call)
    {
        if (error is null)
        {
            return;
        }

        string met = isMet ? calls[call] : "no call";
        bool isRight = fault.Kind switch
        {
            IoErrorKind.DeviceFault =>
                error.GetType() == typeof(StorageException) && error.Transience == StorageTransience.Permanent,
            IoErrorKind.NoSpace => error is StorageFullException,
            IoErrorKind.AccessDenied => error is StorageAccessException,
            IoErrorKind.TooManyOpenFiles =>
                error.GetType() == typeof(StorageException) && error.Transience == StorageTransience.Temporary,

            // Calls that wait for a device are done again; those that do not are not interrupted on disks, and where a
            // server or a program is behind the files, the error says that doing it again helps.
            IoErrorKind.Interrupted =>
                error.Transience == StorageTransience.Temporary && s_seldomInterrupted.Contains(met),

            // Less at once than was asked for is nobody's business.
            _ => false,
        };
        Verify.True(isRight, $"'{met}' led to {error.GetType().Name}: {error}");
    }

    /// <summary>Each object is as it was or as it is to be, whole; by the store itself.</summary>
    private static async Task VerifyObjectsAsync(
        FileStorage store, SortedDictionary<string, string> after, bool hasFailed, bool isPublished)
    {
        foreach (string key in s_before.Keys.Union(after.Keys))
        {
            using StorageContent content = await store.TryGetAsync(key).ConfigureAwait(false);
            string found = content.IsFound ? content.Bytes.ToText() : Missing;
            string old = s_before.GetValueOrDefault(key, Missing);
            string wanted = after.GetValueOrDefault(key, Missing);
            bool mayBeOld = hasFailed;
            bool mayBeNew = !hasFailed || isPublished || wanted == Missing;
            Verify.True(
                (mayBeOld && found == old) || (mayBeNew && found == wanted),
                $"'{key}' is {Shown(found)}, and was {Shown(old)} before and was to be {Shown(wanted)}");
        }

        if (hasFailed && after.ContainsKey("c/name"))
        {
            Verify.True(
                await store.ExistsAsync("a/old").ConfigureAwait(false)
                    || await store.ExistsAsync("c/name").ConfigureAwait(false),
                "A rename that failed lost the object");
        }
    }

    /// <summary>
    /// What failed is done again wholly: what the system may have thrown away after a failed flush is written and
    /// flushed again, and not only said to be there.
    /// </summary>
    private static async Task VerifyRetryAsync(
        StoreStep step,
        FileStorage store,
        SortedDictionary<string, string> after,
        StorageException? second,
        ScriptedBackend backend,
        FileDurability durability)
    {
        bool mayRefuse = step.Name is "create" or "rename";
        Verify.True(second is null || mayRefuse, $"It fails again without a fault: {second}");
        if (second is not null)
        {
            Verify.True(
                second is StoragePreconditionException or StorageNotFoundException,
                $"The second attempt says {second.GetType().Name}: {second.Message}");
        }
        else if (!after.SequenceEqual(s_before))
        {
            int flushes = backend.Calls.Count(static one => one.Operation == "flush");
            int wanted = durability switch
            {
                FileDurability.None => 0,
                FileDurability.Data => step.Name.StartsWith("delete", StringComparison.Ordinal) ? 0 : 1,
                _ => step.Name.StartsWith("delete", StringComparison.Ordinal) ? 1 : 2,
            };
            bool isRenameInPlace = step.Name == "rename" && !store.Capabilities.Expires;
            Verify.True(
                flushes >= (isRenameInPlace && durability == FileDurability.Data ? 0 : wanted),
                $"The second attempt flushed {flushes} times, not {wanted}");
        }

        await VerifyObjectsAsync(store, after, hasFailed: false, isPublished: true).ConfigureAwait(false);
    }

    private static void VerifyNoUnfinished(string path, bool isOpen, string met)
    {
        string temp = Path.Combine(path, ".storage-lite", "temp");
        if (!Directory.Exists(temp))
        {
            return;
        }

        foreach (string folder in Directory.GetDirectories(temp))
        {
            Verify.True(isOpen, $"Left over after '{met}': {folder}");
            string[] left = [.. Directory.GetFiles(folder).Where(static file => Path.GetFileName(file) != "lease")];

            // A name whose removal failed stays until the store is closed.
            Verify.True(left.Length == 0 || met == "remove", $"Left over after '{met}': {left.FirstOrDefault()}");
        }
    }

    private static async ValueTask PutAsync(IStorage store, string key, StorageCondition condition)
    {
        using BufferSlice value = BufferSlice.CopyFrom(System.Text.Encoding.ASCII.GetBytes(s_new));
        StorageEntry entry = await store.PutAsync(key, value, new PutOptions { Condition = condition })
            .ConfigureAwait(false);
        Verify.Equal(s_new.Length, entry.Length, "The length that a put returned");
    }

    private static async ValueTask SwapAsync(IStorage store)
    {
        StorageEntry current = await store.StatAsync("a/old").ConfigureAwait(false);
        await PutAsync(store, "a/old", StorageCondition.IfMatch(current.ETag)).ConfigureAwait(false);
    }

    private static async ValueTask WriteAsync(IStorage store)
    {
        byte[] half = System.Text.Encoding.ASCII.GetBytes(s_new);
        await using StorageWriter writer = await store.OpenWriteAsync("a/old").ConfigureAwait(false);
        await writer.WriteAsync(half).ConfigureAwait(false);
        await writer.WriteAsync(half).ConfigureAwait(false);
        _ = await writer.CommitAsync().ConfigureAwait(false);
    }

    private static async ValueTask DeleteAsync(IStorage store, string key) =>
        _ = await store.DeleteAsync(key).ConfigureAwait(false);

    private static async ValueTask DeleteManyAsync(IStorage store)
    {
        IReadOnlyList<StorageDeleteResult> results = await store.DeleteManyAsync(["a/old", "d/e/f"])
            .ConfigureAwait(false);
        if (results.FirstOrDefault(static result => result.Error is not null).Error is { } error)
        {
            throw error;
        }
    }

    private static async ValueTask GetAsync(IStorage store)
    {
        using StorageContent all = await store.GetAsync("a/old").ConfigureAwait(false);
        Verify.Equal(s_before["a/old"], all.Bytes.ToText(), "What get returned");
        using StorageContent part = await store.GetAsync("a/old", new GetOptions { Range = StorageRange.Last(100) })
            .ConfigureAwait(false);
        Verify.Equal(s_before["a/old"][^100..], part.Bytes.ToText(), "What get returned of a part");
        using StorageContent none = await store.TryGetAsync("missing").ConfigureAwait(false);
        Verify.True(!none.IsFound, "There is an object that nobody put");
    }

    private static async ValueTask ReadAsync(IStorage store)
    {
        await using StorageReader reader = await store.TryOpenReadAsync("a/old").ConfigureAwait(false);
        Verify.True(reader.IsFound, "The object is not found");
        var text = new System.Text.StringBuilder();
        while (true)
        {
            using BufferSlice portion = await reader.ReadAsync().ConfigureAwait(false);
            if (portion.IsEmpty)
            {
                break;
            }

            _ = text.Append(portion.ToText());
        }

        Verify.Equal(s_before["a/old"], text.ToString(), "What a reader returned");
    }

    private static async ValueTask ListAsync(IStorage store)
    {
        List<string> keys = [];
        await foreach (StorageEntry entry in store.ListAsync().ConfigureAwait(false))
        {
            keys.Add(entry.Key.Text);
            Verify.Equal(s_before[entry.Key.Text].Length, entry.Length, $"The length of '{entry.Key}' in the list");
        }

        Verify.True(keys.SequenceEqual(s_before.Keys), $"The list has {string.Join(", ", keys)}");
    }

    private static async ValueTask Done(ValueTask<StorageEntry> task) => _ = await task.ConfigureAwait(false);

    private static void RemoveAll(IDictionary<string, string> map, params string[] keys)
    {
        foreach (string key in keys)
        {
            _ = map.Remove(key);
        }
    }

    private static void Rename(IDictionary<string, string> map, string from, string to)
    {
        map[to] = map[from];
        _ = map.Remove(from);
    }

    private static string Repeated(char unit, int count) => new(unit, count);

    private static string Shown(string value) =>
        value.Length < 16 ? value : $"{value[..4]}... of {value.Length} bytes";

    private static string ToText(this BufferSlice bytes) => System.Text.Encoding.ASCII.GetString(bytes.ToArray());
}
