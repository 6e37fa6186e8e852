using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace Native.Benchmarks;

/// <summary>Keys as UTF-8 at addresses that stay, for libraries that take them so.</summary>
internal sealed class PinnedKeys
{
    private readonly byte[][] _keys;

    public PinnedKeys(string[] keys) => _keys = [.. keys.Select(Pin)];

    public int LengthOf(int key) => _keys[key].Length;

    public nint AddressOf(int key) => Marshal.UnsafeAddrOfPinnedArrayElement(_keys[key], 0);

    private static byte[] Pin(string key)
    {
        byte[] pinned = GC.AllocateUninitializedArray<byte>(Encoding.UTF8.GetByteCount(key), pinned: true);
        _ = Encoding.UTF8.GetBytes(key, pinned);
        return pinned;
    }
}
