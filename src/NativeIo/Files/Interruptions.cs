using System;
using Microsoft.Win32.SafeHandles;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Makes calls again that a signal interrupted before they did anything. Disks interrupt only some calls, but a server
/// and a program behind a file system may interrupt every one: looking at a file, renaming it, removing it.
/// </summary>
internal static class Interruptions
{
    /// <summary>Makes a call, again when it was interrupted.</summary>
    internal static IoResult Repeat<TState>(
        FileBackend backend, TState state, Func<FileBackend, TState, IoResult> call)
        where TState : allows ref struct
    {
        int attempts = 0;
        IoResult result;
        do
        {
            result = call(backend, state);
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(backend, result.ErrorCode, ref attempts));
        return result;
    }

    /// <summary>Gets what is known about an open file.</summary>
    internal static IoResult GetFacts(FileBackend backend, SafeFileHandle handle, out FileFacts facts) =>
        GetFacts(
            backend,
            handle,
            static (FileBackend backend, SafeFileHandle handle, out FileFacts facts) =>
                backend.GetFacts(handle, out facts),
            out facts);

    /// <summary>Gets what is known about an open descriptor.</summary>
    internal static IoResult GetFacts(FileBackend backend, FileDescriptor descriptor, out FileFacts facts) =>
        GetFacts(
            backend,
            descriptor,
            static (FileBackend backend, FileDescriptor descriptor, out FileFacts facts) =>
                backend.GetFacts(descriptor, out facts),
            out facts);

    /// <summary>Gets what is known about a path.</summary>
    internal static IoResult GetFacts(FileBackend backend, NativePath path, bool followsLinks, out FileFacts facts) =>
        GetFacts(
            backend,
            (path, followsLinks),
            static (FileBackend backend, (NativePath Path, bool FollowsLinks) place, out FileFacts facts) =>
                backend.GetFacts(place.Path, place.FollowsLinks, out facts),
            out facts);

    /// <summary>Gets what is known about a name in a folder.</summary>
    internal static IoResult GetFactsAt(
        FileBackend backend, SafeFileHandle folder, NativePath name, out FileFacts facts) => GetFacts(
        backend,
        (folder, name),
        static (FileBackend backend, (SafeFileHandle Folder, NativePath Name) place, out FileFacts facts) =>
            backend.GetFactsAt(place.Folder, place.Name, out facts),
        out facts);

    private static IoResult GetFacts<TState>(
        FileBackend backend, TState state, FactsCall<TState> call, out FileFacts facts)
    {
        int attempts = 0;
        IoResult result;
        do
        {
            result = call(backend, state, out facts);
        }
        while (!result.IsSuccess && Transfers.IsWorthRepeating(backend, result.ErrorCode, ref attempts));
        return result;
    }

    private delegate IoResult FactsCall<TState>(FileBackend backend, TState state, out FileFacts facts);
}
