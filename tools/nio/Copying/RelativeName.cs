using System;
using System.Security.Cryptography;
using NativeIo;

namespace Nio.Copying;

/// <summary>Paths below a folder, of which one name is replaced.</summary>
internal static class RelativeName
{
    /// <summary>The folder that a relative path is in; empty for the outermost.</summary>
    internal static NativePath FolderOf(NativePath path)
    {
        ReadOnlySpan<byte> bytes = path.ToBytes();
        int last = bytes.LastIndexOf((byte)'/');
        return last <= 0 ? default : NativePath.FromBytes(bytes[..last]);
    }

    /// <summary>The last name of a path; nothing when it is not text.</summary>
    internal static bool TryGetLastName(NativePath path, out string? name)
    {
        byte[] bytes = path.ToBytes();
        return NativePath.FromBytes(bytes.AsSpan(bytes.AsSpan().LastIndexOf((byte)'/') + 1)).TryGetText(out name);
    }

    /// <summary>A name beside a path that nobody expects, and that tells whose it is.</summary>
    internal static NativePath TemporaryBeside(NativePath path)
    {
        string number = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(sizeof(long)));
        return NativePath.Join(FolderOf(path), $".nio-{number}.tmp");
    }
}
