namespace NativeIo.Interop.Windows;

/// <summary>What the Nt calls are asked for, and what they say (wdm.h, ntifs.h, ntstatus.h).</summary>
internal static class NT
{
    internal const int STATUS_SUCCESS = 0;
    internal const int STATUS_PENDING = 0x103;

    internal const int FileAccessInformation = 8;
    internal const int FileModeInformation = 16;
    internal const uint FILE_NO_INTERMEDIATE_BUFFERING = 0x8;
    internal const uint FILE_SYNCHRONOUS_IO_ALERT = 0x10;
    internal const uint FILE_SYNCHRONOUS_IO_NONALERT = 0x20;

    internal const int FileFsDeviceInformation = 4;
    internal const int FileFsFullSizeInformation = 7;
    internal const uint FILE_REMOTE_DEVICE = 0x10;
}
