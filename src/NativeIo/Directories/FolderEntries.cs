using System;

namespace NativeIo;

/// <summary>
/// The names in one folder, as the file system has them: in no order, without an object for each, and not those below.
/// </summary>
/// <remarks>
/// <para>Names that come or go meanwhile may or may not be found. Ownership: whoever made it disposes it.</para>
/// <para>Thread safety: one thread at a time.</para>
/// <example><code>
/// using FolderEntries entries = folder.ReadEntries();
/// while (entries.TryRead(out ReadOnlySpan&lt;byte&gt; name, out FileKind kind))
/// {
///     Console.WriteLine($"{kind} {NativePath.FromBytes(name)}");
/// }
/// </code></example>
/// </remarks>
public sealed class FolderEntries : IDisposable
{
    private readonly FolderReader _reader;

    internal FolderEntries(FolderReader reader) => _reader = reader;

    /// <summary>Reads the next name.</summary>
    /// <param name="name">The name's bytes. Ownership: borrows; valid until the next call.</param>
    /// <param name="kind">What it is, as far as the folder tells: many file systems say Unknown.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="NativeIoException">The folder could not be read further.</exception>
    /// <exception cref="ObjectDisposedException">This is disposed.</exception>
    public bool TryRead(out ReadOnlySpan<byte> name, out FileKind kind) => _reader.TryRead(out name, out kind);

    /// <summary>Closes the folder. Disposing twice does nothing.</summary>
    public void Dispose() => _reader.Dispose();
}
