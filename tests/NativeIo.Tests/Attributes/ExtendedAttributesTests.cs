using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

// Platform: needs a file system with attributes of users, as ext4, xfs, btrfs and (Linux 6.6) tmpfs are.
[Trait("Platform", "linux")]
public sealed class ExtendedAttributesTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private static FileBackend Linux => PlatformSelector.Create("linux");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Set_AnyValue_IsWhatTryGetGives()
    {
        using NativeFile file = Open("file");
        Assert.Null(ExtendedAttributes.TryGet(file, "user.none"));
        foreach (byte[] value in new byte[][] { [], [0], [1, 0, 2], SeededRandom.Create().NextBytes(1000) })
        {
            ExtendedAttributes.Set(file, "user.a", value);
            Assert.Equal(value, ExtendedAttributes.TryGet(file, "user.a"));
        }

        Assert.Throws<ArgumentException>(() => ExtendedAttributes.Set(file, "", default));
        Assert.Throws<ArgumentException>(() => ExtendedAttributes.TryGet(file, "user.a\0b"));
        NativeIoException error =
            Assert.Throws<NativeIoException>(() => ExtendedAttributes.Set(file, "nonsense", default));
        Assert.Equal("set attribute 'nonsense' of", error.Operation);
        Assert.Equal(IoErrorKind.NotSupported, error.Kind);
    }

    [Fact]
    public void Copy_SeveralAttributes_GivesAllAndLeavesOthers()
    {
        using NativeFile source = Open("source");
        using NativeFile target = Open("target");
        ExtendedAttributes.Set(source, "user.one", "1"u8);
        ExtendedAttributes.Set(source, "user.two", default);
        ExtendedAttributes.Set(target, "user.two", "old"u8);
        ExtendedAttributes.Set(target, "user.other", "stays"u8);
        Assert.Empty(ExtendedAttributes.Copy(source, target));
        Assert.Equal("1"u8.ToArray(), ExtendedAttributes.TryGet(target, "user.one"));
        Assert.Empty(ExtendedAttributes.TryGet(target, "user.two")!);
        Assert.Equal("stays"u8.ToArray(), ExtendedAttributes.TryGet(target, "user.other"));
    }

    [Fact]
    public void AnyCall_Interrupted_IsDoneAgain()
    {
        var backend = new ScriptedBackend(
            Linux,
            Fault.Fail(IoErrorKind.Interrupted, "set-attribute"),
            Fault.Fail(IoErrorKind.Interrupted, "list-attributes"),
            Fault.Fail(IoErrorKind.Interrupted, "get-attribute"),
            Fault.Fail(IoErrorKind.Interrupted, "set-attribute"));
        using NativeFile source = Open("source", backend);
        using NativeFile target = Open("target", backend);
        ExtendedAttributes.Set(source, "user.a", "1"u8);
        Assert.Empty(ExtendedAttributes.Copy(source, target));
        Assert.Equal("1"u8.ToArray(), ExtendedAttributes.TryGet(target, "user.a"));
        Assert.Equal(0, backend.FaultsLeft);
    }

    [Fact]
    public void Copy_NothingThere_DoesNothing()
    {
        using NativeFile source = Open("source");
        using NativeFile target = Open("target");
        Assert.Empty(ExtendedAttributes.Copy(source, target));
        var without = new ScriptedBackend(Linux, Fault.Fail(IoErrorKind.NotSupported, "list-attributes"));
        using NativeFile other = Open("other", without);
        Assert.Empty(ExtendedAttributes.Copy(other, target));
        Assert.Equal(0, without.FaultsLeft);
    }

    [Theory]
    [InlineData("list-attributes", IoErrorKind.DeviceFault, "list the attributes of", 0)]
    [InlineData("get-attribute", IoErrorKind.DeviceFault, "read attribute 'user.a' of", 1)]
    [InlineData("set-attribute", IoErrorKind.NoSpace, "set attribute 'user.a' of", 1)]
    [InlineData("get-attribute", IoErrorKind.NotFound, null, 1)]
    public void Copy_OneCallFails_IsReportedAndTheOthersAreCopied(
        string call, IoErrorKind kind, string? operation, int copied)
    {
        var backend = new ScriptedBackend(Linux, Fault.Fail(kind, call));
        using NativeFile source = Open("source", backend);
        using NativeFile target = Open("target", backend);
        using (NativeFile plain = Open("source"))
        {
            ExtendedAttributes.Set(plain, "user.a", "1"u8);
            ExtendedAttributes.Set(plain, "user.b", "2"u8);
        }

        IReadOnlyList<NativeIoException> failures = ExtendedAttributes.Copy(source, target);
        Assert.Equal(operation is null ? 0 : 1, failures.Count);
        if (operation is not null)
        {
            // Which of the two comes first is the file system's affair.
            Assert.Equal(operation, failures[0].Operation.Replace("user.b", "user.a", StringComparison.Ordinal));
            Assert.Equal(kind, failures[0].Kind);
        }

        string[] names = ["user.a", "user.b"];
        Assert.Equal(copied, names.Count(name => ExtendedAttributes.TryGet(target, name) is not null));
    }

    private NativeFile Open(string name, FileBackend? backend = null) =>
        NativeFile.Open(_folder.File(name), new NativeFileOptions
        {
            Access = FileAccess.ReadWrite,
            Mode = FileOpenMode.OpenOrCreate,
            Backend = backend ?? Linux,
        });
}
