using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <summary>The framework's own files, on every system that .NET has. It is always there, and slower.</summary>
/// <remarks>
/// <para>What it does less well: links are looked for before a file is opened and not while; appending looks for the
/// end first, so two programs can write over each other; bytes that are no text cannot be a path.</para>
/// <para>Thread safety: all members; transfers at a handle's own position take turns.</para>
/// </remarks>
internal sealed partial class PortableFileBackend : FileBackend
{
    private readonly ConditionalWeakTable<SafeFileHandle, PortableHandle> _handles = [];
    private readonly Func<int, IoErrorKind> _classifyErrno;

    [UnsupportedOSPlatformGuard("windows")]
    private readonly bool _hasPermissions;

    /// <summary>Makes the backend.</summary>
    /// <param name="classifyErrno">What this system's own error numbers mean.</param>
    /// <param name="hasPermissions">Whether files of this system have Unix permission bits.</param>
    internal PortableFileBackend(Func<int, IoErrorKind> classifyErrno, bool hasPermissions)
    {
        _classifyErrno = classifyErrno;
        _hasPermissions = hasPermissions;
    }

    internal override string Name => "portable";

    internal override int TransferLengthMax => int.MaxValue;

    protected override int UnsupportedCode => PortableErrors.NotSupported;

    internal override string Describe(int errorCode)
    {
        // The framework's text for a wrapped Win32 code exists on Windows only; elsewhere the kind has to do.
        string? text = errorCode > 0 ? System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errorCode) : null;
        return text ?? Sentence(Classify(errorCode));
    }

    internal override IoErrorKind Classify(int errorCode) => PortableErrors.Classify(errorCode, _classifyErrno);

    internal override IoResult Open(in FileOpenRequest request, out SafeFileHandle? handle)
    {
        handle = null;
        FileOpenFlags flags = request.Flags;
        const FileOpenFlags unknown = FileOpenFlags.Direct | FileOpenFlags.Directory;
        if (!request.Path.TryGetText(out string? path) || (flags & unknown) != 0)
        {
            return Unsupported();
        }

        try
        {
            if (Directory.Exists(path) && !flags.HasFlag(FileOpenFlags.Temporary))
            {
                return IoResult.Failure(PortableErrors.IsDirectory);
            }

            if (flags.HasFlag(FileOpenFlags.NoFollow) && new FileInfo(path).LinkTarget is not null)
            {
                return IoResult.Failure(PortableErrors.IsLink);
            }

            handle = OpenHandle(path, request);
            _handles.Add(handle, new PortableHandle { Appends = flags.HasFlag(FileOpenFlags.Append) });
            return IoResult.Success();
        }
        catch (Exception exception) when (IsOfTheSystem(exception))
        {
            return Failed(exception);
        }
    }

    internal override IoResult Read(SafeFileHandle handle, Span<byte> destination, long offset)
    {
        try
        {
            if (offset >= 0)
            {
                return IoResult.Success(RandomAccess.Read(handle, destination, offset));
            }

            PortableHandle state = _handles.GetOrCreateValue(handle);
            lock (state)
            {
                int count = RandomAccess.Read(handle, destination, state.Position);
                state.Position += count;
                return IoResult.Success(count);
            }
        }
        catch (Exception exception) when (IsOfTheSystem(exception))
        {
            return Failed(exception);
        }
    }

    internal override IoResult Write(SafeFileHandle handle, ReadOnlySpan<byte> source, long offset)
    {
        try
        {
            PortableHandle? state = offset < 0
                ? _handles.GetOrCreateValue(handle)
                : _handles.TryGetValue(handle, out PortableHandle? known) && known.Appends ? known : null;
            if (state is null)
            {
                RandomAccess.Write(handle, source, offset);
                return IoResult.Success(source.Length);
            }

            lock (state)
            {
                long position = state.Appends ? RandomAccess.GetLength(handle) : state.Position;
                RandomAccess.Write(handle, source, position);
                state.Position = position + source.Length;
                return IoResult.Success(source.Length);
            }
        }
        catch (Exception exception) when (IsOfTheSystem(exception))
        {
            return Failed(exception);
        }
    }

    internal override IoResult SetLength(SafeFileHandle handle, long length)
    {
        try
        {
            RandomAccess.SetLength(handle, length);
            return IoResult.Success();
        }
        catch (Exception exception) when (IsOfTheSystem(exception))
        {
            return Failed(exception);
        }
    }

    internal override IoResult Flush(SafeFileHandle handle, FlushLevel level)
    {
        try
        {
            if (level != FlushLevel.None)
            {
                RandomAccess.FlushToDisk(handle);
            }

            return IoResult.Success();
        }
        catch (Exception exception) when (IsOfTheSystem(exception))
        {
            return Failed(exception);
        }
    }

    private static IoResult Failed(Exception exception) => IoResult.Failure(PortableErrors.CodeOf(exception));

    /// <summary>
    /// Tells what the system said from misuse: a closed handle is not a result, the caller shall see it as it is.
    /// </summary>
    private static bool IsOfTheSystem(Exception exception) => exception
        is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentOutOfRangeException;

    private SafeFileHandle OpenHandle(string path, in FileOpenRequest request)
    {
        FileOpenFlags flags = request.Flags;
        FileOptions options = FileOptions.None;
        options |= flags.HasFlag(FileOpenFlags.WriteThrough) ? FileOptions.WriteThrough : 0;
        options |= flags.HasFlag(FileOpenFlags.SequentialScan) ? FileOptions.SequentialScan : 0;
        options |= flags.HasFlag(FileOpenFlags.RandomAccess) ? FileOptions.RandomAccess : 0;
        FileMode mode = request.Mode switch
        {
            FileOpenMode.CreateNew => FileMode.CreateNew,
            FileOpenMode.Create => FileMode.Create,
            FileOpenMode.OpenOrCreate => FileMode.OpenOrCreate,
            FileOpenMode.Truncate => FileMode.Truncate,
            _ => FileMode.Open,
        };
        bool isTemporary = flags.HasFlag(FileOpenFlags.Temporary);
        if (isTemporary)
        {
            path = Path.Combine(path, $".{Guid.NewGuid():n}.tmp");
            mode = FileMode.CreateNew;
            options |= FileOptions.DeleteOnClose;
        }

        const FileShare everybody = FileShare.ReadWrite | FileShare.Delete;
        if (!_hasPermissions || isTemporary || mode is FileMode.Open or FileMode.Truncate)
        {
            return File.OpenHandle(path, mode, request.Access, everybody, options);
        }

        // Only a stream is made with permission bits. It has no buffer, and unlike its handle nothing to close.
        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = mode,
            Access = request.Access,
            Share = everybody,
            Options = options,
            BufferSize = 0,
            UnixCreateMode = (UnixFileMode)(request.PermissionBits & PermissionMask),
        });
        GC.SuppressFinalize(stream);
        return stream.SafeFileHandle;
    }

    private static string Sentence(IoErrorKind kind)
    {
        // "TooManyOpenFiles" -> "too many open files"
        var text = new System.Text.StringBuilder();
        foreach (char letter in kind.ToString())
        {
            _ = char.IsUpper(letter) && text.Length > 0 ? text.Append(' ') : text;
            _ = text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
