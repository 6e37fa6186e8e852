using System;
using System.IO;
using System.Security.Cryptography;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// A file that is written before it gets its name: without any name where the file system has that, else under one that
/// nobody expects.
/// </summary>
/// <remarks>
/// <para>States: nameless -> named -> published, or removed from each of the first two. A nameless file is gone by
/// itself when the process dies. It is linked to its final name directly when that is free; a link cannot replace, so
/// over an existing file it first gets a temporary name, and is then renamed.</para>
/// <para>Thread safety: none. Ownership: the caller disposes it, which removes what was not published.</para>
/// </remarks>
internal sealed class TemporaryFile : IDisposable
{
    /// <summary>Names are random numbers of 64 bits: that one is taken means somebody is guessing them.</summary>
    private const int NamesMax = 16;

    private readonly FileBackend _backend;
    private readonly NativePath _folder;
    private readonly int _permissionBits;
    private NativePath _name;

    private TemporaryFile(FileBackend backend, NativePath folder, int permissionBits, NativeFile file, NativePath name)
    {
        _backend = backend;
        _folder = folder;
        _permissionBits = permissionBits;
        _name = name;
        File = file;
    }

    /// <summary>Gets the open file. Ownership: borrows.</summary>
    internal NativeFile File { get; private set; }

    /// <summary>Gets the temporary name; empty while there is none, and when it is removed or became the final one.
    /// </summary>
    internal NativePath Name => _name;

    /// <summary>Makes one. Ownership: the caller disposes it.</summary>
    /// <exception cref="NativeIoException">The folder does not take a file.</exception>
    internal static TemporaryFile Create(FileBackend backend, NativePath folder, int permissionBits)
    {
        NativeFile? nameless = backend.HasNamelessFiles
            ? TryOpenNameless(backend, folder, permissionBits)
            : null;
        if (nameless is not null)
        {
            return new TemporaryFile(backend, folder, permissionBits, nameless, default);
        }

        NativeFile named = OpenNamed(backend, folder, permissionBits, out NativePath name);
        return new TemporaryFile(backend, folder, permissionBits, named, name);
    }

    /// <summary>
    /// Takes over owner and group of another file as far as the process may give files away, and its permission bits,
    /// where the file system has some; without its owner, not the bits that make a program run as somebody else.
    /// </summary>
    /// <exception cref="NativeIoException">The system refused.</exception>
    internal void TakeOver(in FileFacts other, NativePath path)
    {
        const int privilegeBits = 0b110 << 9;
        bool isOwnerKept = other is { OwnerId: { } owner, GroupId: { } group } && TrySetOwner(owner, group);

        // After the owner: changing that takes privilege bits away.
        int bits = isOwnerKept ? other.PermissionBits : other.PermissionBits & ~privilegeBits;
        IoResult permitted = Interruptions.Repeat(
            _backend,
            (File.Handle, bits),
            static (backend, state) => backend.SetPermissions(state.Handle, state.bits));
        if (!permitted.IsSuccess && _backend.Classify(permitted.ErrorCode) != IoErrorKind.NotSupported)
        {
            IoError.Throw(_backend, "set the permissions of the new", path, permitted.ErrorCode);
        }
    }

    /// <summary>Gives the file its name. Its bytes are on the device already, if they are to be.</summary>
    /// <param name="target">The name.</param>
    /// <param name="replaces">Whether a file of that name is replaced.</param>
    /// <param name="level">How bytes are flushed that have to be copied here.</param>
    /// <exception cref="NativeIoException">The name is taken or the system refused; nothing has the name.</exception>
    internal void Publish(NativePath target, bool replaces, FlushLevel level)
    {
        if (_name.IsEmpty)
        {
            IoResult linked = LinkTo(target);
            if (linked.IsSuccess)
            {
                return;
            }

            bool isTaken = _backend.Classify(linked.ErrorCode) == IoErrorKind.AlreadyExists;
            if (isTaken && !replaces)
            {
                IoError.Throw(_backend, "create", target, linked.ErrorCode);
            }

            if (!isTaken || !TryName())
            {
                CopyToNamed(level);
            }
        }

        Rename(target, replaces);
    }

    /// <summary>Closes the file, and removes the temporary name that it has.</summary>
    public void Dispose()
    {
        File.Dispose();
        RemoveName();
    }

    private static NativeFile? TryOpenNameless(FileBackend backend, NativePath folder, int permissionBits)
    {
        try
        {
            return NativeFile.Open(folder, OptionsOf(backend, permissionBits) with
            {
                Flags = FileOpenFlags.Temporary,
            });
        }
        catch (NativeIoException)
        {
            // Many file systems lack it and say so in several ways. What else is wrong, making a named one shows.
            return null;
        }
    }

    private static NativeFile OpenNamed(
        FileBackend backend, NativePath folder, int permissionBits, out NativePath name)
    {
        for (int attempt = 1; ; attempt++)
        {
            name = NewName(folder);
            try
            {
                return NativeFile.Open(name, OptionsOf(backend, permissionBits) with { Mode = FileOpenMode.CreateNew });
            }
            catch (NativeIoException exception) when (exception.Kind == IoErrorKind.AlreadyExists)
            {
                // The next name is another number; the file of this one is somebody else's, and stays.
                if (attempt == NamesMax)
                {
                    throw;
                }
            }
            catch (NativeIoException)
            {
                // What fails after the file was made, as asking for its kind, must not leave it behind.
                _ = backend.RemovePath(name);
                throw;
            }
        }
    }

    private static NativeFileOptions OptionsOf(FileBackend backend, int permissionBits) => new()
    {
        // Reading too, for the case that the bytes have to be copied.
        Access = FileAccess.ReadWrite,
        Mode = FileOpenMode.OpenOrCreate,
        PermissionBits = permissionBits,
        Backend = backend,
    };

    private static NativePath NewName(NativePath folder)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(number);
        return NativePath.Join(folder, $".{Convert.ToHexStringLower(number)}.tmp");
    }

    /// <summary>Gives the nameless file a temporary name; false when it cannot have one.</summary>
    private bool TryName()
    {
        for (int attempt = 0; attempt < NamesMax; attempt++)
        {
            NativePath name = NewName(_folder);
            IoResult linked = LinkTo(name);
            if (linked.IsSuccess)
            {
                _name = name;
                return true;
            }

            if (_backend.Classify(linked.ErrorCode) != IoErrorKind.AlreadyExists)
            {
                break;
            }
        }

        return false;
    }

    /// <summary>
    /// Where a nameless file cannot get a name, as in a sandbox without /proc, its bytes go to a file that has one.
    /// </summary>
    private void CopyToNamed(FlushLevel level)
    {
        NativeFile nameless = File;
        FileFacts facts = nameless.GetFacts();
        NativeFile named = OpenNamed(_backend, _folder, _permissionBits, out NativePath name);

        // From here on disposing removes it.
        File = named;
        _name = name;
        using (nameless)
        {
            TransferResult copied = FileTransfer.Copy(nameless, named);
            if (copied.Bytes != facts.Length)
            {
                throw IoError.Create(
                    "copy the new file's bytes to",
                    name,
                    IoErrorKind.EndOfFile,
                    $"the source ended after {copied.Bytes} of {facts.Length} bytes");
            }

            TakeOver(facts, name);
            named.Flush(level);
        }
    }

    private void Rename(NativePath target, bool replaces)
    {
        IoResult renamed = Interruptions.Repeat(
            _backend,
            (From: _name, target, replaces),
            static (backend, state) => backend.RenamePath(state.From, state.target, state.replaces));
        if (!renamed.IsSuccess && !replaces && _backend.Classify(renamed.ErrorCode)
            is IoErrorKind.NotSupported or IoErrorKind.InvalidArgument)
        {
            // An old kernel or file system cannot rename without replacing; a link never replaces.
            renamed = Interruptions.Repeat(
                _backend,
                (From: _name, target),
                static (backend, state) => backend.LinkPath(state.From, state.target));
            if (renamed.IsSuccess)
            {
                RemoveName();
                return;
            }
        }

        if (!renamed.IsSuccess)
        {
            IoError.Throw(_backend, replaces ? "replace" : "create", target, renamed.ErrorCode);
        }

        _name = default;
    }

    private bool TrySetOwner(uint owner, uint group) => Interruptions.Repeat(
        _backend,
        (File.Handle, owner, group),
        static (backend, state) => backend.SetOwner(state.Handle, state.owner, state.group)).IsSuccess;

    private IoResult LinkTo(NativePath target) => Interruptions.Repeat(
        _backend, (File.Handle, target), static (backend, state) => backend.LinkHandle(state.Handle, state.target));

    /// <summary>Removes the temporary name, if there is one; it stays known when that fails.</summary>
    private void RemoveName()
    {
        if (_name.IsEmpty)
        {
            return;
        }

        IoResult removed = Interruptions.Repeat(
            _backend, _name, static (backend, name) => backend.RemovePath(name));
        if (removed.IsSuccess || _backend.Classify(removed.ErrorCode) == IoErrorKind.NotFound)
        {
            _name = default;
        }
    }
}
