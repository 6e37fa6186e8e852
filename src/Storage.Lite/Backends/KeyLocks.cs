using System;
using System.Threading;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// Turns in changing a key, for threads and processes: a changer of a key looks, decides and renames while nobody else
/// changes it. Readers ask nobody.
/// </summary>
/// <remarks>
/// <para>Keys share a fixed number of locks by a hash that every process computes alike. Each is a lock in the process,
/// which waits, and a file's lock, which processes that die have given back. Writing and flushing are done before and
/// after, so a turn is as long as a rename.</para>
/// <para>Ownership: owns the files' handles. Thread safety: all members.</para>
/// </remarks>
internal sealed class KeyLocks : IDisposable
{
    /// <summary>Enough that keys seldom meet, few enough to keep the files open.</summary>
    internal const int Count = 32;

    /// <summary>Another process holds a lock for microseconds; asking more often costs more than it wins.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Whoever gives the gate back wakes the next; this is how late a cancellation is seen.</summary>
    private static readonly TimeSpan s_gatePause = TimeSpan.FromMilliseconds(50);

    private readonly FileLock?[] _files = new FileLock?[Count];
    private readonly Lock[] _gates = new Lock[Count];
    private readonly RootedDirectory _folder;
    private readonly int _permissionBits;

    /// <summary>Ownership: the folder transfers.</summary>
    internal KeyLocks(RootedDirectory folder, int permissionBits)
    {
        _folder = folder;
        _permissionBits = permissionBits;
        for (int index = 0; index < Count; index++)
        {
            _gates[index] = new Lock();
        }
    }

    /// <summary>Takes the turn of one key. The thread that takes it gives it back.</summary>
    internal KeyTurn Enter(StorageKey key, CancellationToken cancellation) => Enter(key, key, cancellation);

    /// <summary>Takes the turns of two keys, in an order that all keep.</summary>
    internal KeyTurn Enter(StorageKey first, StorageKey second, CancellationToken cancellation)
    {
        int low = Math.Min(IndexOf(first), IndexOf(second));
        int high = Math.Max(IndexOf(first), IndexOf(second));
        Take(low, cancellation);
        if (high != low)
        {
            try
            {
                Take(high, cancellation);
            }
            catch
            {
                Release(low);
                throw;
            }
        }

        return new KeyTurn(this, low, high);
    }

    /// <summary>Gives a turn back.</summary>
    internal void Release(int index)
    {
        try
        {
            _files[index]!.Release();
        }
        catch (NativeIoException)
        {
            // Closing gives it back too; the next who takes it opens it anew.
            _files[index]!.Dispose();
            _files[index] = null;
        }
        finally
        {
            _gates[index].Exit();
        }
    }

    public void Dispose()
    {
        for (int index = 0; index < Count; index++)
        {
            lock (_gates[index])
            {
                _files[index]?.Dispose();
                _files[index] = null;
            }
        }

        _folder.Dispose();
    }

    private static int IndexOf(StorageKey key)
    {
        // FNV-1a: the same in every process, unlike the framework's.
        uint hash = 2166136261;
        foreach (char unit in key.Text)
        {
            hash = (hash ^ unit) * 16777619;
        }

        return (int)((hash ^ (hash >> 16)) % Count);
    }

    private void Take(int index, CancellationToken cancellation)
    {
        // Who has the gate may be waiting for another process, as long as that likes.
        while (!_gates[index].TryEnter(s_gatePause))
        {
            cancellation.ThrowIfCancellationRequested();
        }

        try
        {
            FileLock file = _files[index] ??= FileLock.Open(_folder, $"{index:x2}", _permissionBits);
            while (!file.TryTake())
            {
                _ = cancellation.WaitHandle.WaitOne(s_pause);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        catch
        {
            _gates[index].Exit();
            throw;
        }
    }
}
