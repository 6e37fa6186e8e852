using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Tests.Backends;

/// <content>Several processes in one folder, and processes that die.</content>
public sealed partial class FileStorageTests
{
    private const string FolderVariable = "NATIVE_STORE_FOLDER";
    private const string LayoutVariable = "NATIVE_STORE_LAYOUT";
    private const string NumberVariable = "NATIVE_STORE_NUMBER";
    private const int CounterRounds = 10;

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task CompareAndSwap_ThreadsOfTwoProcesses_CountRight(FileLayout layout)
    {
        await using (FileStorage storage = Open(layout, FileDurability.None))
        {
            await storage.PutTextAsync("counter", "0", cancellation: Cancellation);
        }

        ChildProcessResult[] results = await Task.WhenAll(
            RunChild(CountUp, layout, "0"), RunChild(CountUp, layout, "1"));
        Assert.All(results, static result => Assert.True(result.ExitCode == 0, result.Error));
        await using FileStorage after = Open(layout);
        Assert.Equal(
            (2 * 5 * CounterRounds).ToString(CultureInfo.InvariantCulture),
            await after.GetTextAsync("counter", cancellation: Cancellation));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task CreateIfAbsent_ThreeProcesses_OneWinsEachKey(FileLayout layout)
    {
        ChildProcessResult[] results = await Task.WhenAll(
            RunChild(CreateAll, layout, "0"), RunChild(CreateAll, layout, "1"), RunChild(CreateAll, layout, "2"));
        Assert.All(results, static result => Assert.True(result.ExitCode == 0, result.Error));
        string[] wins = [.. results.SelectMany(static result =>
            result.Output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(100, wins.Length);
        await using FileStorage storage = Open(layout);
        foreach (string win in wins)
        {
            string[] words = win.Split(' ');
            Assert.Equal(words[1], await storage.GetTextAsync(words[0], cancellation: Cancellation));
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task KillNine_DuringPutsAndDeletes_KeepsWhatWasAcknowledged(FileLayout layout)
    {
        int rounds = LongRun.Rounds(shortRun: 3, longRun: 200);
        var random = SeededRandom.Create();
        for (int round = 0; round < rounds; round++)
        {
            using var folder = new TemporaryDirectory();
            string store = folder.File("store");
            ChildProcessResult result = await ChildProcess.RunAsync(
                ChangeUntilKilled,
                new Dictionary<string, string>
                {
                    [FolderVariable] = store,
                    [LayoutVariable] = layout.ToString(),
                    [NumberVariable] = (20 + random.Next(400)).ToString(CultureInfo.InvariantCulture),
                });
            Assert.True(result.ExitCode is 137 or -1, $"{result.ExitCode}: {result.Error}");
            await RequireExpected(store, layout, result.Output);
        }
    }

    /// <summary>Each line of the child is what it is about to do, and then that it is done.</summary>
    private static async Task RequireExpected(string store, FileLayout layout, string output)
    {
        Dictionary<string, HashSet<string>> possible = new(StringComparer.Ordinal);
        foreach (string line in output.Split('\n')[..^1])
        {
            string[] words = line.Split(' ');
            HashSet<string> values = possible.TryGetValue(words[1], out HashSet<string>? known) ? known : ["-"];
            if (words[0] == "done")
            {
                values = [];
            }

            values.Add(words[2]);
            possible[words[1]] = values;
        }

        Assert.NotEmpty(possible);
        await using FileStorage storage = FileStorage.Open(store, new FileStorageOptions { Layout = layout });
        foreach ((string key, HashSet<string> values) in possible)
        {
            string found = await storage.ExistsAsync(key, Cancellation)
                ? (await storage.GetTextAsync(key, Cancellation)).TrimEnd('.')
                : "-";
            Assert.Contains(found, values);
        }

        string temp = Path.Combine(store, ".storage-lite/temp");
        Assert.True(!Directory.Exists(temp) || Directory.GetDirectories(temp).Length == 0, "Leftovers are swept.");
    }

    private static void ChangeUntilKilled() => ChangeAsync().GetAwaiter().GetResult();

    private static async Task ChangeAsync()
    {
        await using FileStorage storage = OpenOfChild(FileDurability.None);
        int count = int.Parse(Environment.GetEnvironmentVariable(NumberVariable)!, CultureInfo.InvariantCulture);
        Stream output = Console.OpenStandardOutput();
        using var timer = new Timer(static _ => Kill());
        for (int round = 0; ; round++)
        {
            string key = $"folder/{round % 7}";
            string value = round % 3 == 0 ? "-" : round.ToString(CultureInfo.InvariantCulture);
            Say(output, $"will {key} {value}\n");
            if (round == 0)
            {
                _ = timer.Change(TimeSpan.FromMilliseconds(count), Timeout.InfiniteTimeSpan);
            }

            if (value == "-")
            {
                await storage.DeleteAsync(key);
            }
            else
            {
                await storage.PutTextAsync(key, value + new string('.', 3000));
            }

            Say(output, $"done {key} {value}\n");
        }
    }

    private static void Say(Stream output, string line)
    {
        output.Write(System.Text.Encoding.ASCII.GetBytes(line));
        output.Flush();
    }

    private static void Kill()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        self.Kill();
    }

    private static void CountUp() => CountUpAsync().GetAwaiter().GetResult();

    private static async Task CountUpAsync()
    {
        await using FileStorage storage = OpenOfChild(FileDurability.None);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(worker => Task.Run(async () =>
        {
            for (int done = 0; done < CounterRounds;)
            {
                using StorageContent content = await storage.GetAsync("counter");
                int next = int.Parse(content.Bytes.ToArray(), CultureInfo.InvariantCulture) + 1;
                using BufferSlice value = BufferSlice.CopyFrom(System.Text.Encoding.ASCII.GetBytes(
                    next.ToString(CultureInfo.InvariantCulture)));
                try
                {
                    _ = await storage.PutAsync("counter", value, new PutOptions
                    {
                        Condition = StorageCondition.IfMatch(content.Entry.ETag),
                    });
                    done++;
                }
                catch (StoragePreconditionException)
                {
                    // Another was first: read again.
                    continue;
                }
            }
        })));
    }

    private static void CreateAll() => CreateAllAsync().GetAwaiter().GetResult();

    private static async Task CreateAllAsync()
    {
        await using FileStorage storage = OpenOfChild(FileDurability.None);
        string number = Environment.GetEnvironmentVariable(NumberVariable)!;
        using BufferSlice value = BufferSlice.CopyFrom(System.Text.Encoding.ASCII.GetBytes(number));
        for (int index = 0; index < 100; index++)
        {
            try
            {
                _ = await storage.PutAsync($"race/{index}", value, IfAbsent());
                Console.WriteLine($"race/{index} {number}");
            }
            catch (StoragePreconditionException)
            {
                // Another was first.
                continue;
            }
        }
    }

    private static FileStorage OpenOfChild(FileDurability durability) => FileStorage.Open(
        Environment.GetEnvironmentVariable(FolderVariable)!,
        new FileStorageOptions
        {
            Layout = Enum.Parse<FileLayout>(Environment.GetEnvironmentVariable(LayoutVariable)!),
            Durability = durability,
        });

    private Task<ChildProcessResult> RunChild(Action method, FileLayout layout, string number) =>
        ChildProcess.RunAsync(method, new Dictionary<string, string>
        {
            [FolderVariable] = _directory.Path,
            [LayoutVariable] = layout.ToString(),
            [NumberVariable] = number,
        });
}
