using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Native.TestKit;
using NativeIo.Platform;
using Xunit;

namespace NativeIo.Tests;

public sealed partial class AtomicFileWriterTests
{
    private const string ChildFolder = "NATIVE_TEST_FOLDER";

    [Theory]
    [InlineData(IoErrorKind.DeviceFault, true)]
    [InlineData(IoErrorKind.NoSpace, true)]
    [InlineData(IoErrorKind.AccessDenied, true)]
    [InlineData(IoErrorKind.DeviceFault, false)]
    [InlineData(IoErrorKind.NoSpace, false)]
    [InlineData(IoErrorKind.AccessDenied, false)]
    public void AnyStep_Fails_LeavesTheOldFileOrTheNewOne(IoErrorKind kind, bool isNameless)
    {
        foreach (bool exists in (bool[])[false, true])
        {
            bool isComplete = false;
            for (int step = 0; !isComplete; step++)
            {
                Assert.InRange(step, 0, 100);
                isComplete = FailAt(step, kind, isNameless, exists);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnyStep_Interrupted_IsDoneAgain(bool isNameless)
    {
        bool isComplete = false;
        for (int step = 0; !isComplete; step++)
        {
            _ = _folder.Write("target", "old"u8);
            Fault[] faults = [.. Enumerable.Repeat(Fault.None, step), Fault.Fail(IoErrorKind.Interrupted)];
            var backend = new ScriptedBackend(Backend(isNameless), faults);
            Replace(new AtomicFileOptions { Backend = backend });
            Assert.Equal("new", File.ReadAllText(Target));
            Assert.Equal([Target], Directory.GetFileSystemEntries(_folder.Path));
            isComplete = backend.FaultsLeft > 0;
        }
    }

    [Fact]
    public void Commit_FolderCannotBeFlushed_IsDoneOrSaysSo()
    {
        // Some file systems cannot flush folders; a device that fails is something else.
        var cannot = new ScriptedBackend(
            Native, Fault.Short(long.MaxValue, "flush"), Fault.Fail(IoErrorKind.InvalidArgument, "flush"));
        Replace(new AtomicFileOptions { Backend = cannot });
        Assert.Equal(0, cannot.FaultsLeft);

        var fails = new ScriptedBackend(
            Native, Fault.Short(long.MaxValue, "flush"), Fault.Fail(IoErrorKind.DeviceFault, "flush"));
        using AtomicFileWriter writer = Create(Target, new AtomicFileOptions { Backend = fails });
        writer.Write("newer"u8);
        NativeIoException error = Assert.Throws<NativeIoException>(writer.Commit);
        Assert.Equal(_folder.Path, error.Path.ToString());
        Assert.True(writer.IsCommitted);
        Assert.Equal("newer", File.ReadAllText(Target));
    }

    [Fact]
    public void Commit_AfterAWriteThatFailed_IsRefused()
    {
        _ = _folder.Write("target", "old"u8);
        foreach (bool isLarge in (bool[])[false, true])
        {
            string operation = isLarge || Native.Name != "linux" ? "write" : "write-vectored";
            var backend = new ScriptedBackend(
                Native, Fault.Short(1000, operation), Fault.Fail(IoErrorKind.NoSpace, operation));
            using AtomicFileWriter writer = Create(Target, new AtomicFileOptions { Backend = backend });
            Assert.Throws<NativeIoException>(() =>
            {
                for (int written = 0; written < 1_000_000; written += isLarge ? 500_000 : 5000)
                {
                    writer.Write(new byte[isLarge ? 500_000 : 5000]);
                }
            });
            Assert.Throws<InvalidOperationException>(writer.Commit);
            Assert.Throws<InvalidOperationException>(() => writer.Write("x"u8));
            Assert.False(writer.IsCommitted);
        }

        Assert.Equal("old", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Create_EveryTemporaryNameIsTaken_RemovesNobodysFile()
    {
        var backend = new ScriptedBackend(Backend(isNameless: false))
        {
            Always = Fault.Fail(IoErrorKind.AlreadyExists, "open"),
        };
        var options = new AtomicFileOptions { Durability = FlushLevel.None, Backend = backend };
        Assert.Equal(
            IoErrorKind.AlreadyExists, Assert.Throws<NativeIoException>(() => Create(Target, options)).Kind);
        Assert.DoesNotContain(backend.Calls, static call => call.Operation == "remove");
    }

    [Fact]
    public void Dispose_TemporaryCannotBeRemoved_NamesIt()
    {
        var backend = new ScriptedBackend(Backend(isNameless: false))
        {
            Always = Fault.Fail(IoErrorKind.DeviceFault, "remove"),
        };
        AtomicFileWriter writer = Create(Target, new AtomicFileOptions { Backend = backend });
        Assert.True(writer.Leftover.IsEmpty);
        writer.Dispose();
        Assert.Equal([writer.Leftover.ToString()], Directory.GetFileSystemEntries(_folder.Path));
    }

    // Where a rename always replaces, the name is given by a link, and the temporary one is removed.
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Commit_LinkedNameCannotBeRemoved_TriesAgainAndNamesIt(int refusals, bool isLeft)
    {
        var refused = Fault.Fail(IoErrorKind.DeviceFault, "remove");
        var backend = new ScriptedBackend(
            Backend(isNameless: false),
            [Fault.Fail(IoErrorKind.NotSupported, "rename"), .. Enumerable.Repeat(refused, refusals)]);
        using AtomicFileWriter writer = Create(
            Target, new AtomicFileOptions { Overwrites = false, Backend = backend });
        writer.Write("new"u8);
        writer.Commit();
        Assert.True(writer.IsCommitted);
        Assert.Equal("new", File.ReadAllText(Target));
        string[] expected = isLeft ? [writer.Leftover.ToString(), Target] : [Target];
        Assert.Equal(expected, Directory.GetFileSystemEntries(_folder.Path).Order(StringComparer.Ordinal));
        Assert.Equal(isLeft, !writer.Leftover.IsEmpty);
    }

    [Fact]
    public async Task Process_DiesBeforeTheCommit_LeavesTheOldFile()
    {
        _ = _folder.Write("target", "old"u8);
        ChildProcessResult result = await ChildProcess.RunAsync(
            DieWhileWriting,
            new System.Collections.Generic.Dictionary<string, string> { [ChildFolder] = _folder.Path });
        int killed = OperatingSystem.IsWindows() ? -1 : 137;
        Assert.True(result.ExitCode == killed, $"{result.ExitCode} {result.Output} {result.Error}");
        Assert.Equal("written", result.Output.Trim());
        Assert.Equal("old", File.ReadAllText(Target));
    }

    [Fact]
    public void Commit_EachBackend_DoesTheSame()
    {
        foreach (FileBackend backend in PlatformSelector.Available.Select(PlatformSelector.Create))
        {
            File.Delete(Target);
            var options = new AtomicFileOptions { Durability = FlushLevel.Full, Backend = backend };
            foreach (string content in (string[])["first", "second"])
            {
                Create(Target, options).Dispose();
                using AtomicFileWriter writer = Create(Target, options);
                writer.Write(Encoding.UTF8.GetBytes(content));
                writer.Commit();
                Assert.Equal(content, File.ReadAllText(Target));
                Assert.Equal([Target], Directory.GetFileSystemEntries(_folder.Path));
            }

            File.Delete(Target);
            using AtomicFileWriter late = Create(Target, options with { Overwrites = false });
            late.Write("late"u8);
            _ = _folder.Write("target", "third"u8);
            Assert.Equal(IoErrorKind.AlreadyExists, Assert.Throws<NativeIoException>(late.Commit).Kind);
            Assert.Equal("third", File.ReadAllText(Target));
            Assert.Equal([Target], Directory.GetFileSystemEntries(_folder.Path));
            Assert.Equal(
                IoErrorKind.NotFound,
                Assert.Throws<NativeIoException>(() => Create(_folder.File("missing/file"), options)).Kind);
            Assert.Equal(
                IoErrorKind.IsDirectory,
                Assert.Throws<NativeIoException>(() => Create(_folder.Path, options)).Kind);
        }
    }

    private static void DieWhileWriting()
    {
        string folder = Environment.GetEnvironmentVariable(ChildFolder)!;
        AtomicFileWriter writer = Create(Path.Join(folder, "target"));
        writer.Write(new byte[1_000_000]);
        Console.WriteLine("written");
        Process.GetCurrentProcess().Kill();
        System.Threading.Thread.Sleep(System.Threading.Timeout.Infinite);
    }

    /// <summary>Lets one call fail; true when the writer needed fewer.</summary>
    private bool FailAt(int step, IoErrorKind kind, bool isNameless, bool exists)
    {
        File.Delete(Target);
        if (exists)
        {
            _ = _folder.Write("target", "old"u8);
        }

        Fault[] faults = [.. Enumerable.Repeat(Fault.None, step), Fault.Fail(kind)];
        var backend = new ScriptedBackend(Backend(isNameless), faults);
        bool isCommitted = false;
        string leftover = "";
        try
        {
            using AtomicFileWriter writer = Create(Target, new AtomicFileOptions { Backend = backend });
            try
            {
                writer.Write(new byte[300_000]);
                writer.Write("new"u8);
                writer.Commit();
            }
            finally
            {
                isCommitted = writer.IsCommitted;
                writer.Dispose();
                leftover = writer.Leftover.ToString();
            }
        }
        catch (NativeIoException exception)
        {
            Assert.Equal(kind, exception.Kind);
        }

        Assert.Equal("", leftover);
        string[] names = [.. Directory.GetFileSystemEntries(_folder.Path)];
        Assert.Equal(isCommitted || exists ? [Target] : [], names);
        if (names.Length > 0)
        {
            Assert.Equal(isCommitted ? 300_003 : 3, new FileInfo(Target).Length);
        }

        return backend.FaultsLeft > 0;
    }
}
