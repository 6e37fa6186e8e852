using System;
using System.Collections;
using System.Collections.Generic;
using Microsoft.Win32.SafeHandles;

namespace NativeIo;

/// <summary>
/// Finds everything below a folder: each folder before what is in it, and never by text alone, so that names that are
/// no valid UTF-8 are found and opened too.
/// </summary>
/// <remarks>
/// <para>The root itself is not among the entries, unless it is no folder or cannot be read: then it is the only one.
/// What goes wrong with an entry is in the entry; nothing below a healthy folder is left out because its neighbour is
/// not. Where the system has handles for folders, each is opened relative to the one it is in, so that a folder that is
/// renamed during the walk does not lead it astray, and paths may be longer than the system allows.</para>
/// <para>Entries that are made or removed during the walk may or may not be found.</para>
/// <para>Thread safety: immutable; each enumeration is used by one thread at a time, is a walk of its own and holds
/// handles until it is disposed.</para>
/// <example><code>
/// foreach (DirectoryEntry entry in new DirectoryWalker("src", new DirectoryWalkOptions { IsSorted = true }))
/// {
///     Console.WriteLine($"{entry.Kind} {entry.Path} {entry.Error?.Message}");
/// }
/// </code></example>
/// </remarks>
public sealed class DirectoryWalker : IEnumerable<DirectoryEntry>
{
    private readonly Func<SafeFileHandle>? _openRoot;

    /// <summary>Makes a walker. Nothing is opened before it is enumerated.</summary>
    /// <param name="root">Where it begins.</param>
    /// <param name="options">How it walks; null means <see cref="DirectoryWalkOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">The path is empty, or an option makes no sense.</exception>
    public DirectoryWalker(NativePath root, DirectoryWalkOptions? options = null)
    {
        if (root.IsEmpty)
        {
            throw new ArgumentException("An empty path names no folder.", nameof(root));
        }

        Root = root;
        Options = options ?? DirectoryWalkOptions.Default;
        Options.Validate();
    }

    /// <summary>
    /// Makes a walker of a folder that is opened by the caller, and never opens anything by its path.
    /// </summary>
    internal DirectoryWalker(Func<SafeFileHandle> openRoot, DirectoryWalkOptions options)
    {
        _openRoot = openRoot;
        Options = options;
        Options.Validate();
    }

    /// <summary>Gets where it begins.</summary>
    public NativePath Root { get; }

    /// <summary>Gets how it walks.</summary>
    public DirectoryWalkOptions Options { get; }

    /// <summary>Begins a walk.</summary>
    /// <returns>The walk. Ownership: the caller disposes it, as <c>foreach</c> does.</returns>
    public IEnumerator<DirectoryEntry> GetEnumerator() => new DirectoryWalk(Root, Options, _openRoot);

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
