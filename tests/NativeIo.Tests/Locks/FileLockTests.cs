using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed class FileLockTests : IDisposable
{
    private const string FolderVariable = "NATIVE_LOCK_FOLDER";

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Backends { get; } = [.. PlatformSelector.Available];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Backends))]
    public void TryTake_TwoObjects_ExcludeEachOther(string name)
    {
        using RootedDirectory folder = Open(PlatformSelector.Create(name));
        using FileLock first = FileLock.Open(folder, "lock");
        using FileLock second = FileLock.Open(folder, "lock");
        Assert.True(first.TryTake());
        Assert.True(first.IsTaken);
        Assert.False(second.TryTake());
        first.Release();
        Assert.True(second.TryTake());
        Assert.False(first.TryTake());
        second.Dispose();
        Assert.True(first.TryTake());
        Assert.Throws<ObjectDisposedException>(() => second.TryTake());
    }

    [Fact]
    public void Open_WhileAnotherHasTheLock_IsOpenedAndWaitsItsTurn()
    {
        using RootedDirectory folder = Open(PlatformSelector.Current);
        using FileLock first = FileLock.Open(folder, "lock");
        Assert.True(first.TryTake());
        using FileLock second = FileLock.Open(folder, "lock");
        Assert.False(second.TryTake());
        first.Release();
        Assert.True(second.TryTake());
    }

    [Fact]
    // Platform: the two kinds of locks are the same there.
    [Trait("Platform", "linux")]
    public void TryTake_TwoBackends_ExcludeEachOther()
    {
        using RootedDirectory folder = Open(PlatformSelector.Create("linux"));
        using RootedDirectory portable = Open(PlatformSelector.Create("portable"));
        using FileLock first = FileLock.Open(folder, "lock");
        using FileLock second = FileLock.Open(portable, "lock");
        Assert.True(first.TryTake());
        Assert.False(second.TryTake());
        first.Release();
        Assert.True(second.TryTake());
        Assert.False(first.TryTake());
    }

    [Fact]
    public void TakeAndRelease_Misuse_Throws()
    {
        using RootedDirectory folder = Open(PlatformSelector.Current);
        using FileLock turn = FileLock.Open(folder, "lock");
        Assert.Throws<InvalidOperationException>(turn.Release);
        Assert.True(turn.TryTake());
        Assert.Throws<InvalidOperationException>(() => turn.TryTake());
    }

    [Fact]
    // Platform: the faults are in calls of this backend.
    [Trait("Platform", "linux")]
    public void TryTake_InterruptedOrRefused_GoesOnOrThrows()
    {
        using RootedDirectory folder = Open(new ScriptedBackend(
            PlatformSelector.Create("linux"),
            Fault.Fail(IoErrorKind.Interrupted, "lock"),
            Fault.Fail(IoErrorKind.DeviceFault, "unlock"),
            Fault.Fail(IoErrorKind.DeviceFault, "lock")));
        using FileLock turn = FileLock.Open(folder, "lock");
        Assert.True(turn.TryTake());
        Assert.Throws<NativeIoException>(turn.Release);
        Assert.Throws<NativeIoException>(() => turn.TryTake());
    }

    [Fact]
    public async Task TryTake_HolderIsKilled_IsFree()
    {
        ChildProcessResult result = await ChildProcess.RunAsync(
            TakeAndDie, new Dictionary<string, string> { [FolderVariable] = _directory.Path });
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("taken", result.Output, StringComparison.Ordinal);
        using RootedDirectory folder = Open(PlatformSelector.Current);
        using FileLock turn = FileLock.Open(folder, "lock");
        Assert.True(turn.TryTake());
    }

    private static void TakeAndDie()
    {
        using RootedDirectory folder = RootedDirectory.Open(Environment.GetEnvironmentVariable(FolderVariable)!);
        using FileLock turn = FileLock.Open(folder, "lock");
        Console.WriteLine(turn.TryTake() ? "taken" : "refused");
        Console.Out.Flush();
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        self.Kill();
    }

    private RootedDirectory Open(FileBackend backend) =>
        RootedDirectory.Open(_directory.Path, new RootedDirectoryOptions { Backend = backend });
}
