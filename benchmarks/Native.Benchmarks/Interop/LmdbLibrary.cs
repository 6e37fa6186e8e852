using System.Runtime.InteropServices;

namespace Native.Benchmarks.Interop;

/// <summary>LMDB, as Debian's package liblmdb0 has it. Functions return 0, or a number that <see cref="ErrorText"/>
/// explains.</summary>
internal static partial class LmdbLibrary
{
    public const int Ok = 0;

    /// <summary>A commit does not wait for the device.</summary>
    public const uint NoSync = 0x10000;

    /// <summary>Readers belong to their transactions, not to threads.</summary>
    public const uint NoThreadLocal = 0x200000;

    /// <summary>A transaction that only reads.</summary>
    public const uint ReadOnly = 0x20000;

    private const string Library = "liblmdb.so.0";

    [LibraryImport(Library, EntryPoint = "mdb_strerror")]
    public static partial nint ErrorText(int code);

    [LibraryImport(Library, EntryPoint = "mdb_env_create")]
    public static partial int CreateEnvironment(out nint environment);

    [LibraryImport(Library, EntryPoint = "mdb_env_set_mapsize")]
    public static partial int SetMapLength(nint environment, nuint bytes);

    [LibraryImport(Library, EntryPoint = "mdb_env_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenEnvironment(nint environment, string path, uint flags, uint mode);

    [LibraryImport(Library, EntryPoint = "mdb_env_close")]
    public static partial void CloseEnvironment(nint environment);

    [LibraryImport(Library, EntryPoint = "mdb_txn_begin")]
    public static partial int Begin(nint environment, nint parent, uint flags, out nint transaction);

    [LibraryImport(Library, EntryPoint = "mdb_txn_commit")]
    public static partial int Commit(nint transaction);

    [LibraryImport(Library, EntryPoint = "mdb_txn_abort")]
    public static partial void Abort(nint transaction);

    [LibraryImport(Library, EntryPoint = "mdb_txn_reset")]
    public static partial void Reset(nint transaction);

    [LibraryImport(Library, EntryPoint = "mdb_txn_renew")]
    public static partial int Renew(nint transaction);

    [LibraryImport(Library, EntryPoint = "mdb_dbi_open")]
    public static partial int OpenDatabase(nint transaction, nint name, uint flags, out uint database);

    [LibraryImport(Library, EntryPoint = "mdb_get")]
    public static partial int Get(nint transaction, uint database, ref LmdbValue key, out LmdbValue value);

    [LibraryImport(Library, EntryPoint = "mdb_put")]
    public static partial int Put(
        nint transaction, uint database, ref LmdbValue key, ref LmdbValue value, uint flags);
}
