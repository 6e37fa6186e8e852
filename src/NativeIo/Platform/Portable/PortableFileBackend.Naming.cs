using System;
using System.IO;

namespace NativeIo.Platform;

/// <summary>Names, as far as the framework changes them.</summary>
internal sealed partial class PortableFileBackend
{
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
            File.Delete(name);
            return IoResult.Success();
        }
        catch (Exception exception) when (IsOfTheSystem(exception))
        {
            return Failed(exception);
        }
    }
}
