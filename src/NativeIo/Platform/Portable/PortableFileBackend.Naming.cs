using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace NativeIo.Platform;

/// <summary>Names, as far as the framework changes them.</summary>
internal sealed partial class PortableFileBackend
{
    private const int PermissionMask = 0b111_111_111_111;

    internal override IoResult RenamePath(NativePath from, NativePath to, bool replaces)
    {
        if (!from.TryGetText(out string? oldName) || !to.TryGetText(out string? newName))
        {
            return Unsupported();
        }

        try
        {
            File.Move(oldName, newName, replaces);
            return IoResult.Success();
        }
        catch (Exception exception) when (IsOfTheSystem(exception))
        {
            return Failed(exception);
        }
    }

    internal override IoResult RemovePath(NativePath path)
    {
        if (!path.TryGetText(out string? name))
        {
            return Unsupported();
        }

        try
        {
            // Deleting what is not there is no failure to the framework, and it refuses a folder as if it were a
            // question of rights; this throws for the first. A link to a folder is a name like others.
            FileAttributes attributes = File.GetAttributes(name);
            const FileAttributes kind = FileAttributes.Directory | FileAttributes.ReparsePoint;
            if ((attributes & kind) == FileAttributes.Directory)
            {
                return IoResult.Failure(PortableErrors.IsDirectory);
            }

            File.Delete(name);
            return IoResult.Success();
        }
        catch (Exception exception) when (IsOfTheSystem(exception))
        {
            return Failed(exception);
        }
    }

    internal override IoResult SetPermissions(SafeFileHandle handle, int permissionBits)
    {
        if (!_hasPermissions)
        {
            return Unsupported();
        }

        try
        {
            File.SetUnixFileMode(handle, (UnixFileMode)(permissionBits & PermissionMask));
            return IoResult.Success();
        }
        catch (Exception exception) when (IsOfTheSystem(exception))
        {
            return Failed(exception);
        }
    }
}
