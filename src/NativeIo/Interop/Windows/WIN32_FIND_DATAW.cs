using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NativeIo.Interop.Windows;

/// <summary><c>WIN32_FIND_DATAW</c> (minwinbase.h), 592 bytes: one entry of a folder.</summary>
[StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
internal struct WIN32_FIND_DATAW
{
    internal uint dwFileAttributes;
    internal FILETIME ftCreationTime;
    internal FILETIME ftLastAccessTime;
    internal FILETIME ftLastWriteTime;
    internal uint nFileSizeHigh;
    internal uint nFileSizeLow;

    /// <summary>The tag of a reparse point.</summary>
    internal uint dwReserved0;
    internal uint dwReserved1;
    internal Name cFileName;
    internal AlternateName cAlternateFileName;

    /// <summary>A name with its NUL: MAX_PATH characters.</summary>
    [InlineArray(260)]
    internal struct Name
    {
        private ushort _first;
    }

    /// <summary>A short name, which is not asked for.</summary>
    [InlineArray(14)]
    internal struct AlternateName
    {
        private ushort _first;
    }
}
