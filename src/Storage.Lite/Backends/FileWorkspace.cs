using System;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// What a store keeps beside objects, in one hidden folder: a folder of unfinished files for each process, and locks.
/// </summary>
/// <remarks>
/// <para>Each opened store has a folder of its own under <c>temp</c>, and holds the lock of the file <c>lease</c> in it
/// as long as it lives. Whoever opens a store removes the folders whose lease nobody holds: a process that died has
/// given it back. Making such a folder and removing others happens while holding <c>sweep</c>, so that nobody finds a
/// folder before its lease is held.</para>
/// <para>Ownership: owns all handles. Thread safety: all members.</para>
/// </remarks>
internal sealed class FileWorkspace : IDisposable
{
    private const string TempFolder = "temp";
    private const string LocksFolder = "locks";
    private const string SweepLock = "sweep";
    private const string Lease = "lease";

    /// <summary>Attempts of a millisecond each; a sweep of many files takes a while.</summary>
    private const int SweepWaitsMax = 30_000;

    private readonly RootedDirectory _parent;
    private readonly string _name;
    private readonly FileLock _lease;
    private long _count;

    private FileWorkspace(RootedDirectory parent, string name, RootedDirectory temp, FileLock lease, KeyLocks locks)
    {
        _parent = parent;
        _name = name;
        _lease = lease;
        Temp = temp;
        Locks = locks;
    }

    /// <summary>Gets the folder of unfinished files. Ownership: borrows.</summary>
    internal RootedDirectory Temp { get; }

    /// <summary>Gets the turns of keys.</summary>
    internal KeyLocks Locks { get; }

    /// <summary>Makes the workspace of one opened store. Ownership: the caller disposes it.</summary>
    internal static FileWorkspace Create(RootedDirectory root, int folderBits, int fileBits)
    {
        _ = root.TryCreateDirectory(FileKeys.InternalFolder, folderBits);
        using RootedDirectory home = root.OpenDirectory(FileKeys.InternalFolder);
        _ = home.TryCreateDirectory(TempFolder, folderBits);
        _ = home.TryCreateDirectory(LocksFolder, folderBits);
        RootedDirectory parent = home.OpenDirectory(TempFolder);
        RootedDirectory? temp = null;
        FileLock? lease = null;
        string name = RandomNumberGenerator.GetHexString(16, lowercase: true);
        bool isMade = false;
        try
        {
            using FileLock sweep = TakeSweep(home, fileBits);
            parent.CreateDirectory(name, folderBits);
            isMade = true;
            temp = parent.OpenDirectory(name);
            lease = FileLock.Open(temp, Lease, fileBits);
            if (!lease.TryTake())
            {
                throw new IOException($"The lease of the new folder '{name}' is taken.");
            }

            var locks = new KeyLocks(home.OpenDirectory(LocksFolder), fileBits);
            return new FileWorkspace(parent, name, temp, lease, locks);
        }
        catch
        {
            RemoveLease(temp);
            lease?.Dispose();
            temp?.Dispose();
            if (isMade)
            {
                RemoveIfEmpty(parent, name);
            }

            parent.Dispose();
            throw;
        }
    }

    /// <summary>Removes what processes that died have left. What cannot be removed stays.</summary>
    internal static void Sweep(RootedDirectory root, int fileBits)
    {
        try
        {
            using RootedDirectory? home = root.TryOpenDirectory(FileKeys.InternalFolder);
            using RootedDirectory? parent = home?.TryOpenDirectory(TempFolder);
            if (home is null || parent is null)
            {
                return;
            }

            using FileLock sweep = TakeSweep(home, fileBits);
            foreach (DirectoryEntry entry in parent.List())
            {
                SweepFolder(parent, entry.Path, fileBits);
            }
        }
        catch (NativeIoException exception) when (
            exception.Kind is IoErrorKind.AccessDenied or IoErrorKind.ReadOnlyFileSystem or IoErrorKind.NotFound)
        {
            // Who may only read does not sweep; the next who writes will.
            return;
        }
    }

    /// <summary>Gets a name for an unfinished file.</summary>
    internal string NewName() => Interlocked.Increment(ref _count).ToString("x", CultureInfo.InvariantCulture);

    public void Dispose()
    {
        Locks.Dispose();
        try
        {
            // The lease is held until its file is gone, so nobody else sweeps here meanwhile.
            Empty(Temp);
            _ = Temp.TryUnlink(Lease);
            _ = _parent.TryRemoveDirectory(_name);
        }
        catch (NativeIoException)
        {
            // What could not be removed is swept by the next who opens the store.
            _count = 0;
        }
        finally
        {
            _lease.Dispose();
            Temp.Dispose();
            RemoveIfEmpty(_parent, _name);
            _parent.Dispose();
        }
    }

    private static FileLock TakeSweep(RootedDirectory home, int fileBits)
    {
        FileLock sweep = FileLock.Open(home, SweepLock, fileBits);
        try
        {
            for (int waits = 0; !sweep.TryTake(); waits++)
            {
                if (waits == SweepWaitsMax)
                {
                    throw new IOException(
                        $"Another process has been removing leftovers in '{home.Path}' for "
                        + $"{SweepWaitsMax / 1000} seconds. Look at what it does.");
                }

                _ = CancellationToken.None.WaitHandle.WaitOne(1);
            }

            return sweep;
        }
        catch
        {
            sweep.Dispose();
            throw;
        }
    }

    private static void SweepFolder(RootedDirectory parent, NativePath name, int fileBits)
    {
        using (RootedDirectory? temp = parent.TryOpenDirectory(name))
        {
            if (temp is null)
            {
                return;
            }

            using FileLock lease = FileLock.Open(temp, Lease, fileBits);
            if (!lease.TryTake())
            {
                return;
            }

            Empty(temp);
            _ = temp.TryUnlink(Lease);
            _ = parent.TryRemoveDirectory(name);
        }

        RemoveIfEmpty(parent, name);
    }

    private static void RemoveLease(RootedDirectory? temp)
    {
        try
        {
            _ = temp?.TryUnlink(Lease);
        }
        catch (NativeIoException)
        {
            // The next who opens the store sweeps it, with its folder.
            return;
        }
    }

    /// <summary>
    /// Removes a folder whose files are removed and closed: on Windows a removed file may keep its name until then, and
    /// its folder could not be removed before. Elsewhere it is gone already.
    /// </summary>
    private static void RemoveIfEmpty(RootedDirectory parent, NativePath name)
    {
        try
        {
            _ = parent.TryRemoveDirectory(name);
        }
        catch (NativeIoException)
        {
            // The next who opens the store sweeps it.
            return;
        }
    }

    private static void Empty(RootedDirectory folder)
    {
        foreach (DirectoryEntry entry in folder.List())
        {
            if (entry.Error is null && entry.Kind != FileKind.Directory && entry.Path != Lease)
            {
                _ = folder.TryUnlink(entry.Path);
            }
        }
    }
}
