using System;
using System.Text;
using System.Text.Unicode;

namespace NativeIo;

/// <summary>A folder that a walk is in.</summary>
/// <remarks>Ownership: owns its reader.</remarks>
internal sealed class WalkFrame : IDisposable
{
    private const int NameCharactersMax = 256;

    internal WalkFrame(FolderReader reader, NativePath path, int depth, FileIdentity? identity)
    {
        Reader = reader;
        Path = path;
        Depth = depth;
        Identity = identity;
    }

    internal FolderReader Reader { get; private set; }

    internal NativePath Path { get; }

    /// <summary>How deep the folder is; its entries are one deeper.</summary>
    internal int Depth { get; }

    /// <summary>What tells it from other folders; null when nobody needs to know, or the system does not say.</summary>
    internal FileIdentity? Identity { get; }

    public void Dispose() => Reader.Dispose();

    /// <summary>Reads the rest of the folder and closes its handle.</summary>
    internal void ReleaseHandle() =>
        Reader = new CollectedFolderReader(Reader, isSorted: false, keepsHandle: false);

    /// <summary>The path of a name in the folder, as one piece of text when it can be that.</summary>
    internal NativePath PathOf(ReadOnlySpan<byte> name)
    {
        if (name.Length > NameCharactersMax || !Path.TryGetText(out string? folder) || !Utf8.IsValid(name))
        {
            return NativePath.Join(Path, NativePath.FromBytes(name));
        }

        Span<char> characters = stackalloc char[NameCharactersMax];
        int count = Encoding.UTF8.GetChars(name, characters);
        bool hasSeparator = folder.Length == 0 || System.IO.Path.EndsInDirectorySeparator(folder);
        ReadOnlySpan<char> separator = hasSeparator ? [] : [System.IO.Path.DirectorySeparatorChar];
        return new NativePath(string.Concat(folder, separator, characters[..count]));
    }
}
