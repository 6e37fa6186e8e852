using System;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <summary>
/// Lists a folder by FindFirstFileExW, without short names and with the large buffer. An entry says what it is, so that
/// no file is opened to find out.
/// </summary>
/// <remarks>Thread safety: one thread at a time.</remarks>
[SupportedOSPlatform("windows")]
internal sealed class WindowsFolderListing : FolderListing
{
    private readonly WindowsCalls _calls;
    private readonly WindowsSearchHandle? _search;
    private WIN32_FIND_DATAW _entry;
    private bool _hasEntry;

    private WindowsFolderListing(WindowsCalls calls, WindowsSearchHandle? search, in WIN32_FIND_DATAW first)
    {
        _calls = calls;
        _search = search;
        _entry = first;
        _hasEntry = search is not null;
    }

    /// <summary>Begins. Ownership: the caller disposes the listing.</summary>
    internal static IoResult Open(WindowsCalls calls, NativePath folder, out FolderListing? listing)
    {
        listing = null;
        if (!WindowsPath.TryPrepare(NativePath.Join(folder, "*"), out string pattern))
        {
            return IoResult.Failure(ERROR.ERROR_INVALID_NAME);
        }

        WIN32_FIND_DATAW first = default;
        nint search;
        int errorCode;

        // SAFETY: the text ends in NUL and is fixed, and the entry lies on this stack during the call, which writes at
        // most its size.
        unsafe
        {
            fixed (char* name = pattern)
            {
                search = calls.FindFirst(
                    name,
                    FINDEX_INFO_LEVELS.FindExInfoBasic,
                    &first,
                    FINDEX_SEARCH_OPS.FindExSearchNameMatch,
                    null,
                    FILE.FIND_FIRST_EX_LARGE_FETCH);
                errorCode = search is not (-1 or 0) ? 0 : Marshal.GetLastSystemError();
            }
        }

        // The root of a drive without files has not even entries for itself; a missing folder has another code.
        if (errorCode is not (0 or ERROR.ERROR_FILE_NOT_FOUND))
        {
            return IoResult.Failure(errorCode);
        }

        listing = new WindowsFolderListing(
            calls, errorCode == 0 ? new WindowsSearchHandle(calls, search) : null, first);
        return IoResult.Success();
    }

    public override void Dispose() => _search?.Dispose();

    internal override IoResult ReadNext(Span<byte> name, out FileKind kind)
    {
        kind = FileKind.Unknown;
        if (_search is null)
        {
            return IoResult.Success();
        }

        if (!_hasEntry)
        {
            // SAFETY: this object owns the search, and its entry is fixed during the call, which writes at most its
            // size.
            unsafe
            {
                fixed (WIN32_FIND_DATAW* entry = &_entry)
                {
                    int errorCode = _calls.FindNext(_search.Value, entry) != 0 ? 0 : Marshal.GetLastSystemError();
                    if (errorCode != 0)
                    {
                        return errorCode == ERROR.ERROR_NO_MORE_FILES
                            ? IoResult.Success()
                            : IoResult.Failure(errorCode);
                    }
                }
            }
        }

        _hasEntry = false;
        kind = KindOf(_entry);
        ReadOnlySpan<char> text = MemoryMarshal.Cast<ushort, char>((ReadOnlySpan<ushort>)_entry.cFileName);
        int length = text.IndexOf('\0');
        return IoResult.Success(Encoding.UTF8.GetBytes(length < 0 ? text : text[..length], name));
    }

    private static FileKind KindOf(in WIN32_FIND_DATAW entry)
    {
        var tag = new FILE_ATTRIBUTE_TAG_INFO
        {
            FileAttributes = entry.dwFileAttributes,
            ReparseTag = entry.dwReserved0,
        };
        return WindowsFileBackend.IsLink(tag) ? FileKind.Link
            : (entry.dwFileAttributes & FILE.FILE_ATTRIBUTE_DIRECTORY) != 0 ? FileKind.Directory
            : FileKind.Regular;
    }
}
