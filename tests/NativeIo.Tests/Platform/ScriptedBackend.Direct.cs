using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo.Tests;

internal sealed partial class ScriptedBackend
{
    internal override IoResult Reopen(
        SafeFileHandle handle, in FileOpenRequest request, out SafeFileHandle? reopened)
    {
        reopened = null;
        IoResult result = Faulted("reopen", out IoResult failure)
            ? failure
            : _inner.Reopen(handle, request, out reopened);
        if (reopened is not null)
        {
            Handles.Add(reopened);
        }

        return result;
    }

    internal override IoResult ClearDirect(SafeFileHandle handle) =>
        Faulted("clear-direct", out IoResult failure) ? failure : _inner.ClearDirect(handle);
}
