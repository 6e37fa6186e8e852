using System.Runtime.InteropServices;

namespace Native.Benchmarks.Interop;

/// <summary>MDB_val: the length and the address of a key or a value.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LmdbValue
{
    public nuint Length;
    public nint Address;
}
