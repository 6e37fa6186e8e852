namespace NativeIo.Interop.Windows;

/// <summary>
/// What <c>GetFileInformationByHandleEx</c> and <c>SetFileInformationByHandle</c> are asked for (minwinbase.h).
/// </summary>
internal enum FILE_INFO_BY_HANDLE_CLASS
{
    FileBasicInfo = 0,
    FileStandardInfo = 1,
    FileAllocationInfo = 5,
    FileEndOfFileInfo = 6,
    FileAttributeTagInfo = 9,
    FileStorageInfo = 16,
    FileRenameInfoEx = 22,
}
