using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo.Tests;

internal sealed partial class ScriptedBackend
{
    internal override IoResult ClearDirect(SafeFileHandle handle) =>
        Faulted("clear-direct", out IoResult failure) ? failure : _inner.ClearDirect(handle);
}
