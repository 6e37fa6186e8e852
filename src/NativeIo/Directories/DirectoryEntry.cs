using System;

namespace NativeIo;

/// <summary>What a walk found: a name in a folder, or a folder that could not be read.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public readonly struct DirectoryEntry
{
    internal DirectoryEntry(NativePath path, FileKind kind, int depth, bool isEntered, NativeIoException? error)
    {
        Path = path;
        Kind = kind;
        Depth = depth;
        IsEntered = isEntered;
        Error = error;
    }

    /// <summary>Gets the path: that of the walk's root with the names below it.</summary>
    public NativePath Path { get; }

    /// <summary>
    /// Gets what it is, as the folder says: a link that is followed is what it names. Unknown with some errors.
    /// </summary>
    public FileKind Kind { get; }

    /// <summary>Gets how deep it is: 0 for the root itself, 1 for what is in it.</summary>
    public int Depth { get; }

    /// <summary>Gets a value indicating whether it is a folder whose entries come next.</summary>
    public bool IsEntered { get; }

    /// <summary>
    /// Gets why it could not be entered, read to its end or looked at; null when there is no error. The walk goes on
    /// with what comes after it.
    /// </summary>
    public NativeIoException? Error { get; }

    /// <summary>Gets the last part of the path.</summary>
    public NativePath Name
    {
        get
        {
            if (Path.TryGetText(out string? text))
            {
                int separator = text.AsSpan().LastIndexOfAny('/', System.IO.Path.DirectorySeparatorChar);
                return new NativePath(text[(separator + 1)..]);
            }

            ReadOnlySpan<byte> bytes = Path.RawBytes;
            return NativePath.FromBytes(bytes[(bytes.LastIndexOf((byte)'/') + 1)..]);
        }
    }
}
