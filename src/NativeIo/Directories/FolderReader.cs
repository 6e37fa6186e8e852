using System;
using Microsoft.Win32.SafeHandles;

namespace NativeIo;

/// <summary>Reads the entries of one folder, without those for itself and its parent.</summary>
/// <remarks>Ownership: owns its handle, if it has one. Thread safety: one thread at a time.</remarks>
internal abstract class FolderReader : IDisposable
{
    /// <summary>Gets the folder's handle; null where there is none. Ownership: borrows.</summary>
    internal abstract SafeFileHandle? Handle { get; }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Reads the next entry; false at the end.</summary>
    /// <param name="name">The name; valid until the next call.</param>
    /// <param name="kind">What it is, as far as the folder knows.</param>
    /// <exception cref="NativeIoException">The folder could not be read further.</exception>
    internal abstract bool TryRead(out ReadOnlySpan<byte> name, out FileKind kind);

    /// <summary>Tells the names that every folder has for itself and its parent.</summary>
    protected static bool IsSelfOrParent(ReadOnlySpan<byte> name) =>
        name is [(byte)'.'] or [(byte)'.', (byte)'.'];
}
