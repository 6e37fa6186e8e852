using System;
using System.Runtime.InteropServices;
using Native.Benchmarks.Interop;

namespace Native.Benchmarks;

/// <summary>One connection to a SQLite database with a table of keys and values, for one thread at a time.</summary>
internal sealed class SqliteConnection : IDisposable
{
    private const string Setup =
        "PRAGMA busy_timeout=60000; PRAGMA journal_mode=WAL;"
        + "CREATE TABLE IF NOT EXISTS objects (key TEXT PRIMARY KEY, value BLOB NOT NULL);";

    private readonly nint _connection;
    private readonly nint _get;
    private readonly nint _put;

    /// <summary>Opens a database, which is made when it is missing.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="isDurable">Whether a commit is on the device when it ends.</param>
    public SqliteConnection(string path, bool isDurable)
    {
        Require(SqliteLibrary.Open(path, out _connection, SqliteLibrary.OpenReadWriteCreateNoMutex, 0));
        Execute(Setup + $"PRAGMA synchronous={(isDurable ? "FULL" : "OFF")};");
        _get = Prepare("SELECT value FROM objects WHERE key=?1");
        _put = Prepare("INSERT INTO objects VALUES(?1,?2) ON CONFLICT(key) DO UPDATE SET value=excluded.value");
    }

    /// <summary>Copies a value, as it is valid until the next step only.</summary>
    public int Get(nint key, int keyLength, byte[] destination)
    {
        Require(SqliteLibrary.BindText(_get, 1, key, keyLength, SqliteLibrary.Static));
        Require(SqliteLibrary.Step(_get), SqliteLibrary.Row);
        int length = SqliteLibrary.ColumnBytes(_get, 0);
        Marshal.Copy(SqliteLibrary.ColumnBlob(_get, 0), destination, 0, length);
        Require(SqliteLibrary.Reset(_get));
        return length;
    }

    /// <summary>Puts a value in a transaction of its own.</summary>
    public void Put(nint key, int keyLength, byte[] pinnedValue)
    {
        Require(SqliteLibrary.BindText(_put, 1, key, keyLength, SqliteLibrary.Static));
        nint value = Marshal.UnsafeAddrOfPinnedArrayElement(pinnedValue, 0);
        Require(SqliteLibrary.BindBlob(_put, 2, value, pinnedValue.Length, SqliteLibrary.Static));
        Require(SqliteLibrary.Step(_put), SqliteLibrary.Done);
        Require(SqliteLibrary.Reset(_put));
    }

    public void Dispose()
    {
        Require(SqliteLibrary.End(_get));
        Require(SqliteLibrary.End(_put));
        Require(SqliteLibrary.Close(_connection));
    }

    private void Execute(string sql) => Require(SqliteLibrary.Execute(_connection, sql, 0, 0, 0));

    private nint Prepare(string sql)
    {
        Require(SqliteLibrary.Prepare(_connection, sql, -1, out nint statement, 0));
        return statement;
    }

    private void Require(int code, int expected = SqliteLibrary.Ok)
    {
        if (code != expected)
        {
            string? message = Marshal.PtrToStringUTF8(SqliteLibrary.ErrorMessage(_connection));
            throw new InvalidOperationException($"SQLite returned {code} and not {expected}: {message}");
        }
    }
}
