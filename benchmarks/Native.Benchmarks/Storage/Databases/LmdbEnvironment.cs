using System;
using System.Runtime.InteropServices;
using Native.Benchmarks.Interop;

namespace Native.Benchmarks;

/// <summary>An LMDB database of keys and values.</summary>
internal sealed class LmdbEnvironment : IDisposable
{
    /// <summary>Address space only; the file grows as it is used.</summary>
    private const uint MapLength = 1u << 31;

    private const uint OwnerOnly = 0b110_000_000;

    private readonly nint _environment;
    private readonly uint _database;

    /// <summary>Opens a database, which is made when it is missing.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="isDurable">Whether a commit is on the device when it ends.</param>
    public LmdbEnvironment(string folder, bool isDurable)
    {
        Require(LmdbLibrary.CreateEnvironment(out _environment));
        Require(LmdbLibrary.SetMapLength(_environment, MapLength));
        uint flags = LmdbLibrary.NoThreadLocal | (isDurable ? 0 : LmdbLibrary.NoSync);
        Require(LmdbLibrary.OpenEnvironment(_environment, folder, flags, OwnerOnly));
        nint transaction = Begin(flags: 0);
        Require(LmdbLibrary.OpenDatabase(transaction, 0, 0, out _database));
        Require(LmdbLibrary.Commit(transaction));
    }

    /// <summary>Makes a reader: a transaction that is renewed for each get, and belongs to one lane.</summary>
    public nint BeginReading()
    {
        nint reader = Begin(LmdbLibrary.ReadOnly);
        LmdbLibrary.Reset(reader);
        return reader;
    }

    public static void EndReading(nint reader) => LmdbLibrary.Abort(reader);

    /// <summary>Copies a value, as it is valid inside the transaction only.</summary>
    public int Get(nint reader, nint key, int keyLength, byte[] destination)
    {
        Require(LmdbLibrary.Renew(reader));
        var name = new LmdbValue { Length = (nuint)keyLength, Address = key };
        Require(LmdbLibrary.Get(reader, _database, ref name, out LmdbValue value));
        Marshal.Copy(value.Address, destination, 0, checked((int)value.Length));
        LmdbLibrary.Reset(reader);
        return (int)value.Length;
    }

    /// <summary>Puts a value in a transaction of its own.</summary>
    public void Put(nint key, int keyLength, byte[] pinnedValue)
    {
        nint transaction = Begin(flags: 0);
        var name = new LmdbValue { Length = (nuint)keyLength, Address = key };
        var value = new LmdbValue
        {
            Length = (nuint)pinnedValue.Length,
            Address = Marshal.UnsafeAddrOfPinnedArrayElement(pinnedValue, 0),
        };
        Require(LmdbLibrary.Put(transaction, _database, ref name, ref value, 0));
        Require(LmdbLibrary.Commit(transaction));
    }

    public void Dispose() => LmdbLibrary.CloseEnvironment(_environment);

    private static void Require(int code)
    {
        if (code != LmdbLibrary.Ok)
        {
            string? message = Marshal.PtrToStringUTF8(LmdbLibrary.ErrorText(code));
            throw new InvalidOperationException($"LMDB returned {code}: {message}");
        }
    }

    private nint Begin(uint flags)
    {
        Require(LmdbLibrary.Begin(_environment, 0, flags, out nint transaction));
        return transaction;
    }
}
