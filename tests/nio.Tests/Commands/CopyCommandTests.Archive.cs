using System;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using NativeIo;
using Xunit;

namespace Nio.Tests.Commands;

/// <content>What <c>--archive</c> keeps; as root, as CI runs.</content>
public sealed partial class CopyCommandTests
{
    private const uint Owner = 1234;
    private const uint Group = 2345;

    [Fact]
    public async Task Copy_ArchiveOfATree_KeepsHardLinksAndCopiesTheirBytesOnce()
    {
        MakeNames();
        ProcessResult result =
            await NioProcess.RunAsync("copy", "--json", "-a", _directory.File("tree"), _directory.File("copy"));
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(4, json.RootElement.GetProperty("files").GetInt32());
        Assert.Equal(2, json.RootElement.GetProperty("ways").GetProperty("HardLink").GetInt32());
        Assert.Equal(5 + 3, json.RootElement.GetProperty("bytes").GetInt64());
        FileFacts first = FactsOf("copy/a");
        Assert.Equal(3, first.LinkCount);
        Assert.Equal((first.Identity, first.Identity), (FactsOf("copy/b/c").Identity, FactsOf("copy/z").Identity));
        Assert.NotEqual(FactsOf("tree/a").Identity, first.Identity);
        Assert.Equal(1, FactsOf("copy/alone").LinkCount);
        Assert.Equal("first", File.ReadAllText(_directory.File("copy/b/c")));

        // Once more, over what is there: the names belong together again.
        result = await NioProcess.RunAsync("copy", "--force", "-a", _directory.File("tree"), _directory.File("copy"));
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        Assert.Equal(3, FactsOf("copy/a").LinkCount);
        Assert.Empty(Directory.GetFiles(_directory.File("copy"), ".nio*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Copy_TreeWithHardLinks_HasAFileForEachNameUnlessArchived()
    {
        MakeNames();
        Assert.Equal(
            0, (await NioProcess.RunAsync("copy", _directory.File("tree"), _directory.File("copy"))).ExitCode);
        Assert.Equal((1, 1), (FactsOf("copy/a").LinkCount, FactsOf("copy/b/c").LinkCount));
    }

    [Theory]
    [InlineData]
    [InlineData("--direct")]
    public async Task Copy_ArchiveOfAFile_KeepsOwnerSpecialBitsAttributesAndTime(params string[] options)
    {
        string source = _directory.Write("source", "x"u8);
        string copy = _directory.File("copy");
        Describe("source", UnixFileMode.SetUser | UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.SetLastWriteTimeUtc(source, DateTime.UnixEpoch);
        ProcessResult result = await NioProcess.RunAsync(["copy", "--archive", source, copy, .. options]);
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        AssertDescribed("copy", UnixFileMode.SetUser | UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(copy));
    }

    [Fact]
    public async Task Copy_ArchiveOfATree_KeepsOwnersOfFoldersAndLinks()
    {
        _ = Directory.CreateDirectory(_directory.File("tree/folder"));
        _ = File.CreateSymbolicLink(_directory.File("tree/link"), "nowhere");
        Describe("tree", UnixFileMode.SetGroup | UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Describe("tree/folder", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using (RootedDirectory tree = RootedDirectory.Open(_directory.File("tree")))
        {
            tree.SetOwner("link", Owner, Group);
        }

        ProcessResult result =
            await NioProcess.RunAsync("copy", "-a", _directory.File("tree"), _directory.File("copy"));
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        AssertDescribed("copy", UnixFileMode.SetGroup | UnixFileMode.UserRead | UnixFileMode.UserExecute);
        AssertDescribed("copy/folder", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        FileFacts link = FactsOf("copy/link");
        Assert.Equal((FileKind.Link, Owner, Group), (link.Kind, link.OwnerId, link.GroupId));
    }

    [Fact]
    public async Task Copy_OwnerMayNotBeSet_IsAWarningAndTheFileIsCopiedWithoutSpecialBits()
    {
        string source = NioProcess.Quote(_directory.Write("source", "x"u8));
        string copy = NioProcess.Quote(_directory.File("copy"));
        Describe("source", UnixFileMode.SetUser | UnixFileMode.UserRead);
        ProcessResult result = await NioProcess.ShellAsync(
            $"setpriv --bounding-set=-chown --inh-caps=-chown $NIO copy -a --json {source} {copy}");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("copied, but not all of it: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("change the owner of", result.Error, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(0, json.RootElement.GetProperty("failures").GetArrayLength());
        Assert.Equal(1, json.RootElement.GetProperty("warnings").GetArrayLength());
        Assert.Equal("x", File.ReadAllText(_directory.File("copy")));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(_directory.File("copy")));
        Assert.Equal((0u, 0u), (FactsOf("copy").OwnerId, FactsOf("copy").GroupId));
    }

    [Fact]
    public async Task Copy_DestinationHasNoAttributes_IsAWarningAndTheFileIsCopied()
    {
        string source = NioProcess.Quote(_directory.Write("source", "bytes"u8));
        Describe("source", UnixFileMode.UserRead);
        string mount = NioProcess.Quote(Directory.CreateDirectory(_directory.File("mount")).FullName);
        ProcessResult result = await NioProcess.ShellAsync(
            $"mount -t ramfs ramfs {mount} || exit 9; $NIO copy -a {source} {mount}/copy; code=$?; "
            + $"cat {mount}/copy; ls -ln {mount}; umount {mount}; exit $code");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("set attribute 'user.origin' of", result.Error, StringComparison.Ordinal);
        Assert.Contains("  warnings: 1", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not copied", result.Output, StringComparison.Ordinal);
        Assert.Contains("bytes", result.Output, StringComparison.Ordinal);
        Assert.Contains($"{Owner} {Group}", result.Output, StringComparison.Ordinal);
    }

    private void MakeNames()
    {
        _ = Directory.CreateDirectory(_directory.File("tree/b"));
        File.WriteAllText(_directory.File("tree/a"), "first");
        File.WriteAllText(_directory.File("tree/alone"), "two");
        using RootedDirectory tree = RootedDirectory.Open(_directory.File("tree"));
        tree.Link("a", "b/c");
        tree.Link("a", "z");
    }

    /// <summary>Gives a file or folder what only an archive keeps.</summary>
    private void Describe(string name, UnixFileMode mode)
    {
        using NativeFile file = Open(name);
        file.SetOwner(Owner, Group);
        ExtendedAttributes.Set(file, "user.origin", "somewhere"u8);
        File.SetUnixFileMode(file.Handle, mode);
    }

    private void AssertDescribed(string name, UnixFileMode mode)
    {
        using NativeFile file = Open(name);
        FileFacts facts = file.GetFacts();
        Assert.Equal((Owner, Group), (facts.OwnerId, facts.GroupId));
        Assert.Equal(mode, (UnixFileMode)facts.PermissionBits);
        Assert.Equal("somewhere"u8.ToArray(), ExtendedAttributes.TryGet(file, "user.origin"));
    }

    private NativeFile Open(string name) => NativeFile.Open(_directory.File(name), new NativeFileOptions
    {
        Flags = Directory.Exists(_directory.File(name)) ? FileOpenFlags.Directory : FileOpenFlags.None,
    });

    private FileFacts FactsOf(string name)
    {
        using RootedDirectory root = RootedDirectory.Open(_directory.Path);
        return root.GetFacts(name, followsLinks: false);
    }
}
