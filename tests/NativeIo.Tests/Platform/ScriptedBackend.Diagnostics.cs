namespace NativeIo.Tests;

internal sealed partial class ScriptedBackend
{
    internal override bool TryGetDeviceNumbers(FileIdentity identity, out uint major, out uint minor) =>
        _inner.TryGetDeviceNumbers(identity, out major, out minor);
}
