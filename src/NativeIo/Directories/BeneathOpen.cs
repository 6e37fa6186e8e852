using System.Threading;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>Opens a path below a folder with the kernel's own containment.</summary>
internal static class BeneathOpen
{
    /// <summary>
    /// The kernel says "again" when something was renamed while it went up through a link, since it cannot tell then
    /// where it is. An attacker can keep that going, so it ends.
    /// </summary>
    internal const int AttemptsMax = 64;

    /// <summary>Tells whether the system can do this, and may.</summary>
    internal static bool IsAvailable(FileBackend backend, SafeFileHandle root)
    {
        var request = new FileOpenRequest(
            ".", System.IO.FileAccess.Read, FileOpenMode.Open, FileOpenFlags.Directory, 0);
        using SafeFileHandle? handle =
            backend.OpenBeneath(root, request, RelativeOpen.PathOnly, out SafeFileHandle? opened).IsSuccess
                ? opened
                : null;
        return handle is not null;
    }

    /// <summary>Opens. Ownership: the caller disposes the handle.</summary>
    /// <exception cref="NativeIoException">The path leads out.</exception>
    internal static IoResult Open(
        FileBackend backend,
        SafeFileHandle root,
        NativePath original,
        in FileOpenRequest request,
        RelativeOpen how,
        out SafeFileHandle? handle)
    {
        IoResult result = OpenSteadily(backend, root, request, how, out handle);
        if (result.IsSuccess)
        {
            return result;
        }

        IoErrorKind kind = backend.Classify(result.ErrorCode);
        if (kind == IoErrorKind.CrossDevice)
        {
            throw RootedPath.Outside(original, "a link or a mount on the way does");
        }

        bool mayBeMagic = kind == IoErrorKind.LinkLoop && !how.HasFlag(RelativeOpen.NoLinks);
        if (mayBeMagic && IsMagicLink(backend, root, request, how))
        {
            throw RootedPath.Outside(original, "a link of /proc on the way can lead anywhere");
        }

        return result;
    }

    /// <summary>
    /// Many links, a link that may not be followed, and a link of <c>/proc</c> have the same code. Without being asked
    /// to tell those of <c>/proc</c>, the kernel refuses them as it does every other way out. Only names are resolved
    /// here; nothing is opened.
    /// </summary>
    private static bool IsMagicLink(
        FileBackend backend, SafeFileHandle root, in FileOpenRequest request, RelativeOpen how)
    {
        FileOpenRequest nameOnly = request with
        {
            Mode = FileOpenMode.Open,
            Flags = request.Flags & FileOpenFlags.NoFollow,
        };
        IoResult result = OpenSteadily(
            backend,
            root,
            nameOnly,
            how | RelativeOpen.PathOnly | RelativeOpen.MagicLinksUnnamed,
            out SafeFileHandle? handle);
        handle?.Dispose();
        return !result.IsSuccess && backend.Classify(result.ErrorCode) == IoErrorKind.CrossDevice;
    }

    private static IoResult OpenSteadily(
        FileBackend backend,
        SafeFileHandle root,
        in FileOpenRequest request,
        RelativeOpen how,
        out SafeFileHandle? handle)
    {
        int interruptions = 0;
        int attempts = 0;
        while (true)
        {
            IoResult result = backend.OpenBeneath(root, request, how, out handle);
            if (result.IsSuccess || Transfers.IsWorthRepeating(backend, result.ErrorCode, ref interruptions))
            {
                if (result.IsSuccess)
                {
                    return result;
                }

                continue;
            }

            if (backend.Classify(result.ErrorCode) != IoErrorKind.WouldBlock || ++attempts == AttemptsMax)
            {
                return result;
            }

            _ = Thread.Yield();
        }
    }
}
