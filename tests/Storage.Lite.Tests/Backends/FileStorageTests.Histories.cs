using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Native.TestKit;
using Storage.Lite.Testing;
using Xunit;

namespace Storage.Lite.Tests.Backends;

/// <content>
/// Histories of several processes in one folder. Each writes down its operations with the machine's monotonic clock,
/// and the parent puts them together. The processes wait for each other before each burst of operations, so that no
/// burst runs alone.
/// </content>
public sealed partial class FileStorageTests
{
    private const string MeetingVariable = "NATIVE_STORE_MEETING";
    private const string CachesVariable = "NATIVE_STORE_CACHES";
    private const int HistoryProcesses = 3;
    private const int HistoryThreads = 2;

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Histories_OfThreeProcesses_AreLinearizableAndWithOneStaleReadNot(FileLayout layout)
    {
        int rounds = LongRun.Rounds(shortRun: 1, longRun: 40);
        int operations = 0;
        int overlaps = 0;
        for (int round = 0; round < rounds; round++)
        {
            RegisterHistory history = await RecordHistory(layout, seed: round, isCached: false);
            string? violation = history.FindViolation();
            Assert.True(violation is null, violation);
            Assert.True(CountForeignReads(history) > 0, "No process saw what another one wrote.");
            Assert.Contains(
                "No order explains the history", WithStaleRead(history).FindViolation(), StringComparison.Ordinal);
            operations += history.Registers.Sum(register => history.Operations(register).Count);
            overlaps += history.Registers.Sum(register => CountOverlaps(history.Operations(register)));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{operations} operations in {rounds} rounds, {overlaps} at the time of one of another process");
    }

    [Fact]
    public async Task Histories_OfProcessesThatEachKeepACache_AreNotLinearizable()
    {
        RegisterHistory history = await RecordHistory(FileLayout.Plain, seed: 1, isCached: true);
        Assert.Contains("No order explains the history", history.FindViolation(), StringComparison.Ordinal);
    }

    private static async Task<RegisterHistory> RecordHistory(FileLayout layout, int seed, bool isCached)
    {
        using var folder = new TemporaryDirectory();
        ChildProcessResult[] results = await Task.WhenAll(Enumerable.Range(0, HistoryProcesses).Select(process =>
            ChildProcess.RunAsync(UseRegisters, new Dictionary<string, string>
            {
                [FolderVariable] = folder.File("store"),
                [MeetingVariable] = folder.Path,
                [LayoutVariable] = layout.ToString(),
                [NumberVariable] = $"{seed} {process}",
                [CachesVariable] = isCached.ToString(),
            })));
        var history = new RegisterHistory();
        foreach (ChildProcessResult result in results)
        {
            Assert.True(result.ExitCode == 0, result.Error);
            foreach (string line in result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                string[] parts = line.Split(' ', 2);
                history.Add(
                    parts[0], JsonSerializer.Deserialize(parts[1], OperationContext.Default.RegisterOperation)!);
            }
        }

        return history;
    }

    private static RegisterHistory WithStaleRead(RegisterHistory history)
    {
        var planted = new RegisterHistory();
        int stale = 0;
        foreach (string register in history.Registers)
        {
            IReadOnlyList<RegisterOperation> operations = history.Operations(register);
            foreach (RegisterOperation operation in operations)
            {
                RegisterOperation? changed = stale == 0 ? MakeStale(operation, operations) : null;
                stale += changed is null ? 0 : 1;
                planted.Add(register, changed ?? operation);
            }
        }

        Assert.Equal(1, stale);
        return planted;
    }

    /// <summary>
    /// Lets a read return the value that another process had replaced before the read was asked: no order allows that,
    /// because each value is written once.
    /// </summary>
    private static RegisterOperation? MakeStale(RegisterOperation read, IReadOnlyList<RegisterOperation> operations)
    {
        if (read.Kind != RegisterOperationKind.Read)
        {
            return null;
        }

        foreach (RegisterOperation later in operations.Where(one => Writes(one) && one.ReturnedAt < read.InvokedAt))
        {
            RegisterOperation? earlier = operations.FirstOrDefault(one => Writes(one)
                && one.ReturnedAt < later.InvokedAt && OwnerOf(one.Value) != OwnerOf(later.Value));
            if (earlier is not null)
            {
                return read with { Value = earlier.Value };
            }
        }

        return null;
    }

    private static bool Writes(RegisterOperation operation) =>
        operation.Kind != RegisterOperationKind.Read
        && operation.IsSuccess
        && operation.Value != RegisterOperation.Absent
        && operation.ReturnedAt != RegisterOperation.Never;

    private static int CountForeignReads(RegisterHistory history) =>
        history.Registers.SelectMany(history.Operations).Count(static operation =>
            operation.Kind == RegisterOperationKind.Read
            && operation.Value != RegisterOperation.Absent
            && OwnerOf(operation.Value) != ProcessOf(operation));

    private static int CountOverlaps(IReadOnlyList<RegisterOperation> operations) =>
        operations.Count(one => operations.Any(other => ProcessOf(one) != ProcessOf(other)
            && one.InvokedAt < other.ReturnedAt && other.InvokedAt < one.ReturnedAt));

    private static int ProcessOf(RegisterOperation operation) => RunOf(operation) % HistoryProcesses;

    private static int RunOf(RegisterOperation operation) => operation.Process / HistoryThreads;

    private static int OwnerOf(long value) => (int)(value >> 32) % HistoryProcesses;

    private static void UseRegisters() => UseRegistersAsync().GetAwaiter().GetResult();

    private static async Task UseRegistersAsync()
    {
        int[] numbers = [.. Environment.GetEnvironmentVariable(NumberVariable)!.Split(' ')
            .Select(static number => int.Parse(number, CultureInfo.InvariantCulture))];
        await using IStorage storage = bool.Parse(Environment.GetEnvironmentVariable(CachesVariable)!)
            ? new CachedStorage(OpenOfChild(FileDurability.None))
            : OpenOfChild(FileDurability.None);
        int bursts = LongRun.Rounds(shortRun: 4, longRun: 10);
        var lines = new StringBuilder();
        for (int burst = 0; burst < bursts; burst++)
        {
            await MeetAsync(burst, process: numbers[1]);
            var workload = new RegisterWorkload
            {
                Threads = HistoryThreads,
                OperationsPerThread = LongRun.Rounds(shortRun: 50, longRun: 200),
                Seed = numbers[0] * 1000,
                Process = (burst * HistoryProcesses) + numbers[1],
                Clock = TimeProvider.System,
            };
            RegisterHistory history = await workload.RunAsync(storage);
            foreach (string register in history.Registers)
            {
                foreach (RegisterOperation operation in history.Operations(register))
                {
                    string text = JsonSerializer.Serialize(operation, OperationContext.Default.RegisterOperation);
                    _ = lines.Append(register).Append(' ').Append(text).Append('\n');
                }
            }
        }

        Say(Console.OpenStandardOutput(), lines.ToString());
    }

    /// <summary>Waits until every process has come to the same burst.</summary>
    private static async Task MeetAsync(int burst, int process)
    {
        string folder = Environment.GetEnvironmentVariable(MeetingVariable)!;
        await File.WriteAllTextAsync(Path.Combine(folder, $"{burst}-{process}"), "");
        await Eventually.TrueAsync(
            () => Directory.GetFiles(folder, $"{burst}-*").Length == HistoryProcesses,
            $"all {HistoryProcesses} processes to come to burst {burst}",
            TimeSpan.FromMinutes(1));
    }
}
