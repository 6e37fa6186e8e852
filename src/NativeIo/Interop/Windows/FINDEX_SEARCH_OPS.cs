namespace NativeIo.Interop.Windows;

/// <summary>What <c>FindFirstFileExW</c> looks for (minwinbase.h).</summary>
internal enum FINDEX_SEARCH_OPS
{
    FindExSearchNameMatch = 0,
}
