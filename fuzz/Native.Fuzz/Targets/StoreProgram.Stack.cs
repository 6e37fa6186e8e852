using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Microsoft.Win32.SafeHandles;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;
using NativeIo;
using NativeIo.Tests;
using Storage.Lite;
using Storage.Lite.Testing;

namespace Native.Fuzz.Targets;

/// <content>The store that a program runs on.</content>
internal static partial class StoreProgram
{
    private static readonly string s_root = ScratchFolder.Make();

    private static readonly IoErrorKind[] s_kinds =
    [
        IoErrorKind.DeviceFault, IoErrorKind.NoSpace, IoErrorKind.AccessDenied, IoErrorKind.TooManyOpenFiles,
    ];

    private static readonly FaultPoint[] s_points =
    [
        FaultPoint.Get, FaultPoint.Put, FaultPoint.Commit, FaultPoint.Delete, FaultPoint.Stat, FaultPoint.Copy,
        FaultPoint.Write, FaultPoint.OpenWrite, FaultPoint.Rename, FaultPoint.List, FaultPoint.Read,
        FaultPoint.OpenRead,
    ];

    /// <summary>A backend that can be told to fail, and the layers that the program's first byte asks for.</summary>
    private sealed class Stack
    {
        private readonly byte _choice;
        private readonly BlockPool _pool;
        private readonly ScriptedBackend _backend = new();
        private readonly FaultyStorage? _faulty;
        private int _brokenCall;
        private int _mayStay;

        internal Stack(byte choice, BlockPool pool)
        {
            _choice = choice;
            _pool = pool;
            IStorage storage;
            if ((choice & 1) == 0)
            {
                _faulty = new FaultyStorage(new MemoryStorage());
                storage = _faulty;
            }
            else
            {
                Folder = Path.Combine(s_root, Path.GetRandomFileName());
                storage = FileStorage.Open(
                    Folder,
                    Options,
                    new RootedDirectoryOptions { RefusesLinks = true, StaysOnFileSystem = true, Backend = _backend });
            }

            Store = PutLayers(storage);
        }

        internal IStorage Store { get; }

        internal string? Folder { get; }

        /// <summary>Gets a value indicating whether the fault has struck that the last step asked for.</summary>
        internal bool HasFailed { get; private set; }

        private FileStorageOptions Options => new()
        {
            Layout = (_choice & 2) == 0 ? FileLayout.Plain : FileLayout.Encoded,
            Durability = (_choice & 4) == 0 ? FileDurability.None : FileDurability.Group,
            Pool = _pool,
        };

        /// <summary>Opens the store again, which removes what a failure has left.</summary>
        internal IStorage Reopen()
        {
            IStorage again = PutLayers(FileStorage.Open(Folder!, Options));
            string temp = Path.Combine(Folder!, ".storage-lite", "temp");
            string? left = Directory.Exists(temp) ? Directory.GetFileSystemEntries(temp).FirstOrDefault() : null;
            Verify.True(left is null, $"Left over: {left}");
            return again;
        }

        /// <summary>Lets one call of the backend fail, after some that do not.</summary>
        internal void Break(int calls, byte how)
        {
            HasFailed = true;
            if (_faulty is null)
            {
                _brokenCall = calls;
                _backend.FailAfter(calls, NativeIo.Tests.Fault.Fail(s_kinds[how % s_kinds.Length]));
                return;
            }

            _faulty.Add(new Storage.Lite.Testing.Fault(s_points[how % s_points.Length])
            {
                Error = new StorageException(
                    StorageOperation.Get, default, "script", "it fails", StorageTransience.Temporary),
                IsAfterwards = (how & 0x80) != 0 && s_points[how % s_points.Length] != FaultPoint.List,
                First = 1 + (calls & 1),
            });
        }

        internal void Heal()
        {
            // A name whose removal failed stays until the store is closed.
            bool wasBroken = HasFailed && _faulty is null && _backend.Calls.Count > _brokenCall;
            _mayStay += wasBroken && _backend.Calls[_brokenCall].Operation == "remove" ? 1 : 0;
            HasFailed = false;
            _backend.Heal();
            _faulty?.ClearFaults();
        }

        /// <summary>No change that has ended, however it did, leaves an unfinished file.</summary>
        internal void VerifyNoUnfinished()
        {
            string temp = Path.Combine(Folder ?? "", ".storage-lite", "temp");
            if (Folder is null || !Directory.Exists(temp))
            {
                return;
            }

            string[] left = [.. Directory.EnumerateFiles(temp, "*", SearchOption.AllDirectories)
                .Where(static file => Path.GetFileName(file) != "lease")];
            Verify.True(left.Length <= _mayStay, $"Unfinished: {left.FirstOrDefault()}");
        }

        internal async ValueTask CloseAsync()
        {
            await Store.DisposeAsync().ConfigureAwait(false);
            foreach (SafeFileHandle handle in _backend.Handles)
            {
                Verify.True(handle.IsClosed, "A handle stays open");
            }
        }

        internal void Remove()
        {
            if (Folder is not null && Directory.Exists(Folder))
            {
                Directory.Delete(Folder, recursive: true);
            }
        }

        private IStorage PutLayers(IStorage storage)
        {
            if ((_choice & 8) != 0)
            {
                storage = new EncryptedStorage(
                    storage,
                    new EnvelopeOptions { Pool = _pool, Compression = new CompressionOptions() },
                    StorageKeyRing.FromKey(new byte[StorageKeyRing.KeyLength]));
            }

            if ((_choice & 16) != 0)
            {
                storage = new CachedStorage(storage, cacheSize: 3);
            }

            return (_choice & 32) != 0 ? new MetricsStorage(storage) : storage;
        }
    }
}
