using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Native.TestKit;
using NativeIo.Platform;
using NativeIo.Tests.Interop;
using Xunit;

namespace NativeIo.Tests;

[SupportedOSPlatform("linux")]
public sealed partial class LinuxFileBackendTests : IDisposable
{
    /// <summary>EXDEV, which none of these calls gives by itself here.</summary>
    private const int ErrorCode = 18;

    private static readonly MapRequest s_map = new(MapAccess.Read, 0, 4096);

    private static readonly FileOpenRequest s_request =
        new("name", FileAccess.Read, FileOpenMode.Open, FileOpenFlags.None, 0);

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    // Platform: the table of Linux's calls.
    [Trait("Platform", "linux")]
    [Fact]
    public void EachMember_ItsCallFails_ReportsTheCode()
    {
        using SafeFileHandle handle = File.OpenHandle(_folder.Write("file", "bytes"u8));
        var backend = new LinuxFileBackend(FailingLinuxCalls.Create(ErrorCode));
        IEnumerable<(string Member, Func<IoResult> Call)>[] topics =
        [
            Transfers(backend, handle), Files(backend, handle), Maps(backend, handle), Names(backend, handle),
            Folders(backend, handle), Moves(backend, handle), Rings(backend),
        ];
        foreach (IEnumerable<(string Member, Func<IoResult> Call)> topic in topics)
        {
            foreach ((string member, Func<IoResult> call) in topic)
            {
                Assert.Equal((member, IoResult.Failure(ErrorCode)), (member, call()));
            }
        }
    }

    private static IEnumerable<(string Member, Func<IoResult> Call)> Transfers(
        LinuxFileBackend backend, SafeFileHandle handle)
    {
        byte[] memory = new byte[16];
        yield return ("read at the position", () => backend.Read(handle, memory, FileBackend.AtPosition));
        yield return ("read", () => backend.Read(handle, memory, 0));
        yield return ("read a descriptor", () => backend.Read(new FileDescriptor(0), memory, 0));
        yield return ("write at the position", () => backend.Write(handle, memory, FileBackend.AtPosition));
        yield return ("write", () => backend.Write(handle, memory, 0));
        yield return ("read to pieces", () => backend.ReadVectored(handle, [], 0));
        yield return ("write pieces", () => backend.WriteVectored(handle, [], 0));
        yield return ("read what is cached", () => backend.ReadCached(handle, memory, 0));
        yield return ("read around the cache", () => backend.ReadUncached(handle, memory, 0));
        yield return ("read and wait", () => backend.ReadAt(new FileDescriptor(0), memory, 0, waits: true));
        yield return ("read without waiting", () => backend.ReadAt(new FileDescriptor(0), memory, 0, waits: false));
    }

    private static IEnumerable<(string Member, Func<IoResult> Call)> Files(
        LinuxFileBackend backend, SafeFileHandle handle)
    {
        yield return ("open", () => backend.Open(s_request, out _));
        yield return ("open a descriptor", () => backend.OpenDescriptor(s_request, out _));
        yield return ("look at a handle", () => backend.GetFacts(handle, out _));
        yield return ("look at a descriptor", () => backend.GetFacts(new FileDescriptor(0), out _));
        yield return ("look at a path", () => backend.GetFacts("name", followsLinks: true, out _));
        yield return ("look at the file system", () => backend.GetFileSystem(handle, out _));
        yield return ("set the length", () => backend.SetLength(handle, 1));
        yield return ("allocate", () => backend.Allocate(handle, 0, 1));
        yield return ("flush bytes", () => backend.Flush(handle, FlushLevel.Data));
        yield return ("flush all", () => backend.Flush(handle, FlushLevel.Full));
        yield return ("advise", () => backend.Advise(handle, FileAdvice.Random, 0, 0));
        yield return ("clear direct", () => backend.ClearDirect(handle));
        yield return ("lock", () => backend.TryLock(handle));
        yield return ("unlock", () => backend.Unlock(handle));
        yield return ("report closing", () => backend.ReportClose(handle));
    }

    private static IEnumerable<(string Member, Func<IoResult> Call)> Maps(
        LinuxFileBackend backend, SafeFileHandle handle)
    {
        byte[] memory = new byte[16];
        yield return ("map", () => backend.Map(handle, s_map));
        yield return ("unmap", () => backend.Unmap(0, 4096));
        yield return ("grow a map", () => backend.GrowMap(0, 4096, 8192));
        yield return ("advise a map", () => backend.AdviseMap(0, 4096, MapAdvice.Cold));
        yield return ("flush a map", () => backend.FlushMap(0, 4096));
        yield return ("copy from a map", () => backend.CopyFromMap(0, memory));
        yield return ("copy to a map", () => backend.CopyToMap(0, memory));
        yield return ("reserve pages", () => backend.ReservePages(4096));
        yield return ("free pages", () => backend.FreePages(0, 4096));
        yield return ("protect pages", () => backend.ProtectPages(0, 4096, isAccessible: true));
        yield return ("prefer huge pages", () => backend.PreferHugePages(0, 4096));
        yield return ("lock pages", () => backend.LockPages(0, 4096));
    }

    private static IEnumerable<(string Member, Func<IoResult> Call)> Names(
        LinuxFileBackend backend, SafeFileHandle handle)
    {
        byte[] name = "user.name\0"u8.ToArray();
        yield return ("rename over", () => backend.RenamePath("name", "other", replaces: true));
        yield return ("rename", () => backend.RenamePath("name", "other", replaces: false));
        yield return ("link a path", () => backend.LinkPath("name", "other"));
        yield return ("link a handle", () => backend.LinkHandle(handle, "other"));
        yield return ("remove", () => backend.RemovePath("name"));
        yield return ("set the owner", () => backend.SetOwner(handle, 0, 0));
        yield return ("set permissions", () => backend.SetPermissions(handle, 0));
        yield return ("list attributes", () => backend.ListAttributes(handle, new byte[16]));
        yield return ("get an attribute", () => backend.GetAttribute(handle, name, new byte[16]));
        yield return ("set an attribute", () => backend.SetAttribute(handle, name, []));
    }

    private static IEnumerable<(string Member, Func<IoResult> Call)> Folders(
        LinuxFileBackend backend, SafeFileHandle folder)
    {
        yield return ("list", () => backend.ReadDirectory(folder, new byte[16]));
        yield return ("open in a folder", () => backend.OpenAt(folder, s_request, RelativeOpen.None, out _));
        yield return ("open beneath", () => backend.OpenBeneath(folder, s_request, RelativeOpen.None, out _));
        yield return (
            "open a descriptor beneath",
            () => backend.OpenDescriptorBeneath(folder, "name\0"u8, RelativeOpen.None, out _));
        yield return ("look in a folder", () => backend.GetFactsAt(folder, "name", out _));
        yield return ("make a folder", () => backend.MakeDirectoryAt(folder, "name", 0));
        yield return ("remove in a folder", () => backend.RemoveAt(folder, "name", isDirectory: false));
        yield return ("move", () => backend.MoveAt(folder, "name", folder, "other", replaces: true));
        yield return ("add a name", () => backend.AddNameAt(folder, "name", folder, "other"));
        yield return ("read a link", () => backend.ReadLinkAt(folder, "name", new byte[16]));
        yield return ("set an owner in a folder", () => backend.SetOwnerAt(folder, "name", 0, 0));
    }

    private static IEnumerable<(string Member, Func<IoResult> Call)> Moves(
        LinuxFileBackend backend, SafeFileHandle handle)
    {
        yield return ("clone", () => backend.CloneRange(handle, 0, handle, 0, 1));
        yield return ("copy a range", () => backend.CopyRange(handle, 0, handle, 0, 1));
        yield return ("send", () => backend.SendFile(handle, 0, handle, 1));
        yield return ("splice", () => backend.Splice(handle, 0, handle, 0, 1));
        yield return ("make a pipe", () => backend.CreatePipe(out _, out _));
        yield return ("set a pipe's room", () => backend.SetPipeCapacity(handle, 1));
        yield return ("seek", () => backend.SeekTo(handle, 0, SeekPlace.Start));
        yield return ("wait", () => backend.WaitUntilReady(handle, forWriting: false, 0));
    }

    private static IEnumerable<(string Member, Func<IoResult> Call)> Rings(LinuxFileBackend backend)
    {
        yield return ("make a ring", () => backend.CreateEngine(new BatchEngineRequest(8, true), out _, out _));
        yield return ("make a batch of files", () => backend.CreateFileBatch(out _));
    }
}
