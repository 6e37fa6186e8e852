namespace NativeIo.Interop.Windows;

/// <summary>What <c>FindFirstFileExW</c> fills in (minwinbase.h): without short names, or with.</summary>
internal enum FINDEX_INFO_LEVELS
{
    FindExInfoStandard = 0,
    FindExInfoBasic = 1,
}
