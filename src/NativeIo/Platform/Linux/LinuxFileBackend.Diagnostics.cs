namespace NativeIo.Platform;

/// <content>What only a person wants to know.</content>
internal sealed partial class LinuxFileBackend
{
    internal override bool TryGetDeviceNumbers(FileIdentity identity, out uint major, out uint minor)
    {
        major = (uint)(identity.Device >> 32);
        minor = (uint)identity.Device;
        return true;
    }
}
