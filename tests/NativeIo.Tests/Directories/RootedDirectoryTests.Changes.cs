using System.IO;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

/// <content>Calls that are interrupted, and renames that a system lacks.</content>
public sealed partial class RootedDirectoryTests
{
    // Platform: folders by handle.
    [Trait("Platform", "linux")]
    [Theory]
    [InlineData(PathContainment.Kernel)]
    [InlineData(PathContainment.Components)]
    public void AnyCall_Interrupted_IsDoneAgain(PathContainment containment)
    {
        File.CreateSymbolicLink(Path.Combine(_root, "link"), "file");
        var backend = new ScriptedBackend(Native);
        using RootedDirectory root = RootedDirectory.Open(
            _root, new RootedDirectoryOptions { Backend = backend, ContainmentForced = containment });
        bool isComplete = false;
        for (int call = 0; !isComplete; call++)
        {
            Assert.InRange(call, 0, 200);
            backend.FailAfter(call, Fault.Fail(IoErrorKind.Interrupted));
            root.CreateDirectory("new");
            root.Link("file", "second");
            root.Rename("second", "new/third");
            root.SetOwner("link", 0, 0);
            Assert.Equal("inside", Read(root, "link"));
            Assert.Equal(6, root.GetFacts("link").Length);
            Assert.True(root.TryGetFacts("new/third", out _));
            Assert.Single(root.List("new"));
            root.Unlink("new/third");
            root.RemoveDirectory("new");
            root.Flush();
            isComplete = backend.FaultsLeft > 0;
        }
    }

    // Platform: the fault is in a call of this backend.
    [Trait("Platform", "linux")]
    [Fact]
    public void Rename_SystemCannotRenameWithoutReplacing_LinksAndRemoves()
    {
        var backend = new ScriptedBackend(Native, Fault.Fail(IoErrorKind.InvalidArgument, "move"));
        using RootedDirectory root = RootedDirectory.Open(_root, new RootedDirectoryOptions { Backend = backend });
        root.Rename("file", "other");
        Assert.Equal("inside", Read(root, "other"));
        Assert.False(File.Exists(Path.Combine(_root, "file")));

        // A folder has no second name; what is said is what renaming it said.
        backend.FailAfter(0, Fault.Fail(IoErrorKind.InvalidArgument, "move"));
        Assert.Equal(IoErrorKind.InvalidArgument, Refusal(() => root.Rename("a", "z")).Kind);

        // A file that keeps its old name was not renamed.
        backend.FailAfter(0, Fault.Fail(IoErrorKind.InvalidArgument, "move"));
        using RootedDirectory stuck = RootedDirectory.Open(_root, new RootedDirectoryOptions
        {
            Backend = new ScriptedBackend(backend) { Always = Fault.Fail(IoErrorKind.DeviceFault, "remove") },
        });
        Assert.Equal(IoErrorKind.DeviceFault, Refusal(() => stuck.Rename("other", "file")).Kind);
    }
}
