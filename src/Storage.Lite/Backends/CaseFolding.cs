using System.Security.Cryptography;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// Finds out whether a folder takes names that differ in case for one, as volumes of Windows, FAT and some folders of
/// Linux do.
/// </summary>
/// <remarks>Thread safety: no state.</remarks>
internal static class CaseFolding
{
    /// <summary>Names that are looked at before a folder is made to ask with.</summary>
    private const int NamesMax = 64;

    /// <summary>Asks with a name that is there, or else with a folder that is made for it and removed.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="folderBits">Permission bits of that folder.</param>
    internal static bool IsOn(RootedDirectory root, int folderBits)
    {
        if (root.TryGetFacts(FileKeys.InternalFolder, out _))
        {
            // Nobody has both: no key's path begins with either.
            return root.TryGetFacts(FileKeys.InternalFolder.ToUpperInvariant(), out _);
        }

        return FindTwin(root, out string? other) ? other is not null && !HasName(root, other) : Try(root, folderBits);
    }

    private static bool Try(RootedDirectory root, int folderBits)
    {
        string name = $"{FileKeys.InternalFolder}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        try
        {
            root.CreateDirectory(name, folderBits);
        }
        catch (NativeIoException exception) when (
            exception.Kind is IoErrorKind.AccessDenied or IoErrorKind.ReadOnlyFileSystem)
        {
            // Nothing is in it that could be taken for something else, and this process puts nothing there.
            return false;
        }

        try
        {
            return root.TryGetFacts(name.ToUpperInvariant(), out _);
        }
        finally
        {
            _ = root.TryRemoveDirectory(name);
        }
    }

    /// <summary>Looks for a name that has letters, and for what has the same name in the other case.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="other">That name, when something answers to it; null otherwise.</param>
    /// <returns>False when no name has letters.</returns>
    private static bool FindTwin(RootedDirectory root, out string? other)
    {
        int count = 0;
        foreach (DirectoryEntry entry in root.List())
        {
            if (entry.Error is null && entry.Path.TryGetText(out string? text))
            {
                string swapped = Swap(text);
                if (swapped != text)
                {
                    other = root.TryGetFacts(swapped, out _) ? swapped : null;
                    return true;
                }
            }

            if (++count == NamesMax)
            {
                break;
            }
        }

        other = null;
        return false;
    }

    private static bool HasName(RootedDirectory root, string name)
    {
        foreach (DirectoryEntry entry in root.List())
        {
            if (entry.Error is null && entry.Path == name)
            {
                return true;
            }
        }

        return false;
    }

    private static string Swap(string name) => string.Create(name.Length, name, static (swapped, name) =>
    {
        for (int index = 0; index < name.Length; index++)
        {
            swapped[index] = char.IsAsciiLetter(name[index]) ? (char)(name[index] ^ ' ') : name[index];
        }
    });
}
