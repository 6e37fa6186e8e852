namespace NativeIo.Platform;

/// <content>What only a person wants to know.</content>
internal abstract partial class FileBackend
{
    /// <summary>Gets the numbers by which the system's own files call a device; false when it has none.</summary>
    internal virtual bool TryGetDeviceNumbers(FileIdentity identity, out uint major, out uint minor)
    {
        major = 0;
        minor = 0;
        return false;
    }
}
