using System.Runtime.InteropServices;
using NativeIo.Interop.Windows;

namespace NativeIo.Platform;

/// <summary>
/// The table of system calls behind the Windows backend: one function pointer each, resolved from the libraries that
/// every process has.
/// </summary>
/// <remarks>
/// <para>Every call of the backend goes through an entry, so a test replaces an entry by a function of its own and sees
/// what the library makes of a transfer that completes at once or later, of a code, or of a system that lacks the
/// call. A call that the system lacks fails as an old system's would, with ERROR_CALL_NOT_IMPLEMENTED.</para>
/// <para>Each entry returns 0 and sets the last error when it fails, unless its comment says otherwise; the caller
/// reads the code directly after the call. Entries that begin with "Nt" return a status instead.</para>
/// <para>Entries are grouped by topic in files of their own. Thread safety: entries are set before the table is
/// used.</para>
/// </remarks>
internal sealed partial class WindowsCalls
{
    /// <summary>CreateFileW(path, access, share, security, disposition, flags, template): a handle, or -1.</summary>
    internal unsafe delegate* unmanaged<char*, uint, uint, void*, uint, uint, nint, nint> Open;

    /// <summary>ReOpenFile(file, access, share, flags): a handle, or -1.</summary>
    internal unsafe delegate* unmanaged<nint, uint, uint, uint, nint> Reopen;

    /// <summary>CloseHandle(handle).</summary>
    internal unsafe delegate* unmanaged<nint, int> Close;

    /// <summary>ReadFile(file, buffer, count, bytes read, overlapped).</summary>
    internal unsafe delegate* unmanaged<nint, byte*, uint, uint*, OVERLAPPED*, int> Read;

    /// <summary>WriteFile(file, buffer, count, bytes written, overlapped).</summary>
    internal unsafe delegate* unmanaged<nint, byte*, uint, uint*, OVERLAPPED*, int> Write;

    /// <summary>ReadFileScatter(file, pages, count, null, overlapped).</summary>
    internal unsafe delegate* unmanaged<nint, FILE_SEGMENT_ELEMENT*, uint, uint*, OVERLAPPED*, int> ReadPages;

    /// <summary>WriteFileGather(file, pages, count, null, overlapped).</summary>
    internal unsafe delegate* unmanaged<nint, FILE_SEGMENT_ELEMENT*, uint, uint*, OVERLAPPED*, int> WritePages;

    /// <summary>GetOverlappedResult(file, overlapped, bytes, wait).</summary>
    internal unsafe delegate* unmanaged<nint, OVERLAPPED*, uint*, int, int> GetResult;

    /// <summary>CancelIoEx(file, overlapped).</summary>
    internal unsafe delegate* unmanaged<nint, OVERLAPPED*, int> Cancel;

    /// <summary>CreateEventW(security, manual reset, signalled, name): a handle, or 0.</summary>
    internal unsafe delegate* unmanaged<void*, int, int, char*, nint> CreateEvent;

    /// <summary>GetFileType(file): a type, which is 0 also when the call failed.</summary>
    internal unsafe delegate* unmanaged<nint, uint> GetFileType;

    /// <summary>GetFileAttributesW(path): attributes, or all bits when the call failed.</summary>
    internal unsafe delegate* unmanaged<char*, uint> GetAttributes;

    /// <summary>GetFileInformationByHandle(file, result).</summary>
    internal unsafe delegate* unmanaged<nint, BY_HANDLE_FILE_INFORMATION*, int> GetFacts;

    /// <summary>GetFileInformationByHandleEx(file, class, result, size).</summary>
    internal unsafe delegate* unmanaged<nint, FILE_INFO_BY_HANDLE_CLASS, void*, uint, int> GetFact;

    /// <summary>SetFileInformationByHandle(file, class, value, size).</summary>
    internal unsafe delegate* unmanaged<nint, FILE_INFO_BY_HANDLE_CLASS, void*, uint, int> SetFact;

    /// <summary>FlushFileBuffers(file).</summary>
    internal unsafe delegate* unmanaged<nint, int> Flush;

    /// <summary>
    /// GetVolumeInformationByHandleW(file, label, size, serial, component length, flags, file system, size).
    /// </summary>
    internal unsafe delegate* unmanaged<nint, char*, uint, uint*, uint*, uint*, char*, uint, int> GetVolume;

    /// <summary>SetThreadErrorMode(mode, old mode).</summary>
    internal unsafe delegate* unmanaged<uint, uint*, int> SetErrorMode;

    /// <summary>NtQueryInformationFile(file, status, result, size, class).</summary>
    internal unsafe delegate* unmanaged<nint, IO_STATUS_BLOCK*, void*, uint, int, int> NtGetFile;

    /// <summary>NtQueryVolumeInformationFile(file, status, result, size, class).</summary>
    internal unsafe delegate* unmanaged<nint, IO_STATUS_BLOCK*, void*, uint, int, int> NtGetVolume;

    /// <summary>RtlNtStatusToDosError(status): the Win32 code.</summary>
    internal unsafe delegate* unmanaged<int, uint> ToErrorCode;

    /// <summary>Makes a table of the system's own calls.</summary>
    internal static WindowsCalls Resolve()
    {
        var calls = new WindowsCalls();
        nint kernel = NativeLibrary.Load("kernel32.dll");
        nint nt = NativeLibrary.Load("ntdll.dll");
        calls.ResolveFiles(kernel);
        calls.ResolveFacts(kernel, nt);
        calls.ResolveNaming(kernel);
        calls.ResolveMemory(kernel);
        calls.ResolveMapping(kernel);
        calls.ResolveListing(kernel);
        calls.ResolveLocks(kernel);
        return calls;
    }

    private static nint Find(nint library, string name)
    {
        // SAFETY: the address of a static method that native code may call.
        unsafe
        {
            return NativeLibrary.TryGetExport(library, name, out nint address)
                ? address
                : (nint)(delegate* unmanaged<nint>)&Missing;
        }
    }

    private void ResolveFiles(nint kernel)
    {
        // SAFETY: each export has the signature that its entry declares, as its documentation says, and the libraries
        // are never unloaded.
        unsafe
        {
            Open = (delegate* unmanaged<char*, uint, uint, void*, uint, uint, nint, nint>)Find(kernel, "CreateFileW");
            Reopen = (delegate* unmanaged<nint, uint, uint, uint, nint>)Find(kernel, "ReOpenFile");
            Close = (delegate* unmanaged<nint, int>)Find(kernel, "CloseHandle");
            Read = (delegate* unmanaged<nint, byte*, uint, uint*, OVERLAPPED*, int>)Find(kernel, "ReadFile");
            Write = (delegate* unmanaged<nint, byte*, uint, uint*, OVERLAPPED*, int>)Find(kernel, "WriteFile");
            ReadPages = (delegate* unmanaged<nint, FILE_SEGMENT_ELEMENT*, uint, uint*, OVERLAPPED*, int>)Find(
                kernel, "ReadFileScatter");
            WritePages = (delegate* unmanaged<nint, FILE_SEGMENT_ELEMENT*, uint, uint*, OVERLAPPED*, int>)Find(
                kernel, "WriteFileGather");
            GetResult = (delegate* unmanaged<nint, OVERLAPPED*, uint*, int, int>)Find(kernel, "GetOverlappedResult");
            Cancel = (delegate* unmanaged<nint, OVERLAPPED*, int>)Find(kernel, "CancelIoEx");
            CreateEvent = (delegate* unmanaged<void*, int, int, char*, nint>)Find(kernel, "CreateEventW");
            Flush = (delegate* unmanaged<nint, int>)Find(kernel, "FlushFileBuffers");
            SetErrorMode = (delegate* unmanaged<uint, uint*, int>)Find(kernel, "SetThreadErrorMode");
        }
    }

    private void ResolveFacts(nint kernel, nint nt)
    {
        // SAFETY: as in ResolveFiles. A status call that is missing returns 0, success, with a result of zeros: the
        // callers treat zeros as not known.
        unsafe
        {
            GetFileType = (delegate* unmanaged<nint, uint>)Find(kernel, "GetFileType");
            GetAttributes = (delegate* unmanaged<char*, uint>)Find(kernel, "GetFileAttributesW");
            GetFacts = (delegate* unmanaged<nint, BY_HANDLE_FILE_INFORMATION*, int>)Find(
                kernel, "GetFileInformationByHandle");
            GetFact = (delegate* unmanaged<nint, FILE_INFO_BY_HANDLE_CLASS, void*, uint, int>)Find(
                kernel, "GetFileInformationByHandleEx");
            SetFact = (delegate* unmanaged<nint, FILE_INFO_BY_HANDLE_CLASS, void*, uint, int>)Find(
                kernel, "SetFileInformationByHandle");
            GetVolume = (delegate* unmanaged<nint, char*, uint, uint*, uint*, uint*, char*, uint, int>)Find(
                kernel, "GetVolumeInformationByHandleW");
            NtGetFile = (delegate* unmanaged<nint, IO_STATUS_BLOCK*, void*, uint, int, int>)Find(
                nt, "NtQueryInformationFile");
            NtGetVolume = (delegate* unmanaged<nint, IO_STATUS_BLOCK*, void*, uint, int, int>)Find(
                nt, "NtQueryVolumeInformationFile");
            ToErrorCode = (delegate* unmanaged<int, uint>)Find(nt, "RtlNtStatusToDosError");
        }
    }

    /// <summary>
    /// Stands for a call that the system lacks. It ignores its arguments, which the calling convention of 64-bit
    /// systems allows: the caller removes them.
    /// </summary>
    [UnmanagedCallersOnly]
    private static nint Missing()
    {
        Marshal.SetLastSystemError(ERROR.ERROR_CALL_NOT_IMPLEMENTED);
        return 0;
    }
}
