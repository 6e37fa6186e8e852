using System;
using System.IO;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <summary>
/// Owns a mapping that the framework made: the fallback for backends without mappings of their own.
/// </summary>
/// <remarks>Thread safety: as <see cref="MapHandle"/>.</remarks>
internal sealed class FrameworkMapHandle : MapHandle
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private FrameworkMapHandle(
        FileBackend backend, MemoryMappedFile file, MemoryMappedViewAccessor view, nint address, long length)
        : base(backend, address, length)
    {
        _file = file;
        _view = view;
    }

    /// <summary>Maps a part of a file. Ownership: the caller disposes the handle.</summary>
    /// <param name="backend">What the file was opened with.</param>
    /// <param name="handle">The file.</param>
    /// <param name="request">Which part, at least as long as the file is from its offset on.</param>
    /// <param name="map">The mapping; null when it failed.</param>
    /// <returns>What went wrong; null when nothing did.</returns>
    internal static Exception? TryMap(
        FileBackend backend, SafeFileHandle handle, in MapRequest request, out MapHandle? map)
    {
        MemoryMappedFileAccess access = request.Access switch
        {
            MapAccess.Read => MemoryMappedFileAccess.Read,
            MapAccess.ReadWrite => MemoryMappedFileAccess.ReadWrite,
            _ => MemoryMappedFileAccess.CopyOnWrite,
        };
        MemoryMappedFile? file = null;
        MemoryMappedViewAccessor? view = null;
        try
        {
            // Capacity 0: as long as the file is. A section for copying on write needs no right to write.
            file = MemoryMappedFile.CreateFromFile(
                handle, null, 0, access, HandleInheritability.None, leaveOpen: true);
            view = file.CreateViewAccessor(request.Offset, request.Length, access);
            map = Take(backend, file, view, request.Length);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or NotSupportedException or ArgumentException or OutOfMemoryException)
        {
            view?.Dispose();
            file?.Dispose();
            map = null;
            return exception;
        }
    }

    internal override IoResult Flush(nint address, long length)
    {
        try
        {
            _view.Flush();
            return IoResult.Success();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return IoResult.Failure(PortableErrors.CodeOf(exception));
        }
    }

    /// <inheritdoc/>
    protected override bool Unmap()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        return true;
    }

    private static FrameworkMapHandle Take(
        FileBackend backend, MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        // SAFETY: the reference that is taken here is given back in Unmap, so the address stays valid until then; the
        // view's own offset to the page that it begins in is added.
        unsafe
        {
            byte* address = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
            return new FrameworkMapHandle(backend, file, view, (nint)(address + view.PointerOffset), length);
        }
    }
}
