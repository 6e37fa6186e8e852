using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Tests.Backends;

/// <content>Power cuts, by the calls that the system saw, and full disks.</content>
public sealed partial class FileStorageTests
{
    private const string DurabilityVariable = "NATIVE_STORE_DURABILITY";
    private const string TraceVariable = "NATIVE_STORE_TRACE";

    [Theory]
    // Platform: strace, which sees the calls that the system saw.
    [Trait("Platform", "linux")]
    [InlineData(FileLayout.Plain, FileDurability.Full)]
    [InlineData(FileLayout.Plain, FileDurability.Group)]
    [InlineData(FileLayout.Encoded, FileDurability.Full)]
    public async Task PowerCut_AfterAnyCall_KeepsWhatWasAcknowledged(FileLayout layout, FileDurability durability)
    {
        CallLog log = await Trace(layout, durability);
        Assert.True(log.Acknowledged >= 20, $"{log.Acknowledged} operations are in the log.");
        Assert.Empty(log.FindLosses());
    }

    [Fact]
    // Platform: strace.
    [Trait("Platform", "linux")]
    public async Task PowerCut_DataOnly_KeepsWholeObjectsAndMayForgetNames()
    {
        CallLog log = await Trace(FileLayout.Plain, FileDurability.Data);
        List<string> losses = log.FindLosses();
        Assert.NotEmpty(losses);
        Assert.All(losses, static loss => Assert.DoesNotContain("torn", loss, StringComparison.Ordinal));
    }

    [Fact]
    // Platform: strace. It shows that the model finds what is lost.
    [Trait("Platform", "linux")]
    public async Task PowerCut_NothingIsWaitedFor_LosesBytes()
    {
        CallLog log = await Trace(FileLayout.Plain, FileDurability.None);
        Assert.Contains(log.FindLosses(), static loss => loss.Contains("torn", StringComparison.Ordinal));
    }

    [Theory]
    // Platform: a mount of a file system in memory.
    [Trait("Platform", "linux")]
    [MemberData(nameof(Layouts))]
    public async Task Put_DiskIsFull_KeepsTheOldValueAndLeavesNothing(FileLayout layout)
    {
        string mount = Directory.CreateDirectory(_directory.File("mount")).FullName;
        await Run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", mount);
        try
        {
            await using FileStorage storage = FileStorage.Open(mount, new FileStorageOptions { Layout = layout });
            await storage.PutTextAsync("key", "old", cancellation: Cancellation);
            long free = new DriveInfo(mount).AvailableFreeSpace;
            using BufferSlice large = BufferSlice.CopyFrom(new byte[600_000]);
            for (int round = 0; round < 3; round++)
            {
                await Assert.ThrowsAsync<StorageFullException>(
                    async () => await storage.PutAsync("key", large, cancellation: Cancellation));
                await using StorageWriter writer = await storage.OpenWriteAsync("other/new",
                    cancellation: Cancellation);
                await Assert.ThrowsAsync<StorageFullException>(async () =>
                {
                    await writer.WriteAsync(large, Cancellation);
                    await writer.CommitAsync(Cancellation);
                });
            }

            Assert.Equal("old", await storage.GetTextAsync("key", Cancellation));
            Assert.Equal(["key"], await KeysOf(storage));
            Assert.Equal(free, new DriveInfo(mount).AvailableFreeSpace);
        }
        finally
        {
            await Run("umount", "-l", mount);
        }
    }

    private async Task<CallLog> Trace(FileLayout layout, FileDurability durability)
    {
        string trace = _directory.File("trace");
        string store = _directory.File("store");
        ChildProcessResult result = await ChildProcess.RunAsync(ChangeTraced, new Dictionary<string, string>
        {
            [FolderVariable] = store,
            [LayoutVariable] = layout.ToString(),
            [DurabilityVariable] = durability.ToString(),
            [TraceVariable] = trace,
        });
        Assert.True(result.ExitCode == 0, result.Error);
        return CallLog.Parse(await File.ReadAllLinesAsync(trace, Cancellation), store, layout);
    }

    private static void ChangeTraced() => ChangeTracedAsync().GetAwaiter().GetResult();

    private static async Task ChangeTracedAsync()
    {
        // Thread and process numbers of this process are what strace follows.
        var start = new ProcessStartInfo("strace")
        {
            ArgumentList =
            {
                "-f", "-s", "4096", "-o", Environment.GetEnvironmentVariable(TraceVariable)!, "-e",
                "trace=openat2,openat,write,pwrite64,pwritev,pwritev2,fdatasync,fsync,renameat,renameat2,unlinkat,"
                    + "mkdirat,close",
                "-p", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            },
            RedirectStandardError = true,
        };
        using Process strace = Process.Start(start)!;
        string? attached = await strace.StandardError.ReadLineAsync();
        if (attached?.Contains("attached", StringComparison.Ordinal) != true)
        {
            throw new InvalidOperationException($"strace said: {attached}");
        }

        await using (FileStorage storage = OpenOfChild(
            Enum.Parse<FileDurability>(Environment.GetEnvironmentVariable(DurabilityVariable)!)))
        {
            await ChangeSomeAsync(storage);
        }
    }

    /// <summary>Few operations of each kind, in folders that come and go.</summary>
    private static async Task ChangeSomeAsync(FileStorage storage)
    {
        string[] keys = ["a", "d/a", "d/e/a", "d/e/b", "f/a"];
        for (int round = 0; round < 3; round++)
        {
            for (int index = 0; index < keys.Length; index++)
            {
                string value = $"value:{round}{index}.";
                Mark("will", keys[index], value);
                await storage.PutTextAsync(keys[index], value);
                Mark("done", keys[index], value);
                string gone = keys[(index + round) % keys.Length];
                if (index % 2 == 1)
                {
                    Mark("will", gone, "-");
                    await storage.DeleteAsync(gone);
                    Mark("done", gone, "-");
                }
            }
        }
    }

    /// <summary>Asks for a path that nobody has, which the log then shows in its place.</summary>
    private static void Mark(string what, string key, string value)
    {
        try
        {
            File.OpenHandle($"/mark/{what}|{key}|{value}").Dispose();
        }
        catch (IOException)
        {
            // That is what it is for.
            return;
        }
    }

    private static async Task Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        ChildProcessResult result = await ProcessEnd.ReadAsync(process, program, Eventually.Limit);
        Assert.True(result.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {result.Error}");
    }
}
