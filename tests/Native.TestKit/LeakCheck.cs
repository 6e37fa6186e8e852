using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ChunkedBuffers;
using Xunit;

namespace Native.TestKit;

/// <summary>
/// Fails a test assembly at its end when blocks of the shared pool, or something that tests registered, is still in
/// use. A test assembly asks for it with <c>[assembly: AssemblyFixture(typeof(LeakCheck))]</c>.
/// </summary>
public sealed class LeakCheck : IDisposable
{
    private static readonly Lock s_lock = new();
    private static readonly List<(string Name, Func<long> CountLive)> s_sources =
        [("blocks of BlockPool.Shared", static () => BlockPool.Shared.GetStatistics().RentedBlocks)];

    /// <summary>
    /// How long to wait for what a test gave up on, as a read that lost to its hedge, and what may be on its way back.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// From here on <paramref name="countLive"/> must say 0 when all tests have run. Thread-safe.
    /// </summary>
    public static void Register(string name, Func<long> countLive)
    {
        ArgumentNullException.ThrowIfNull(countLive);
        lock (s_lock)
        {
            s_sources.Add((name, countLive));
        }
    }

    /// <summary>What is still in use, one line each.</summary>
    public static IReadOnlyList<string> Findings()
    {
        lock (s_lock)
        {
            List<string> findings = [];
            foreach ((string name, Func<long> countLive) in s_sources)
            {
                long live = countLive();
                if (live != 0)
                {
                    findings.Add($"{name}: {live} still in use");
                }
            }

            return findings;
        }
    }

    public void Dispose()
    {
        _ = SpinWait.SpinUntil(static () => Findings().Count == 0, Patience);
        List<string> findings = [.. Findings()];

        // Known in checked mode only, where each handle remembers who rented it.
        findings.AddRange(findings.Count == 0
            ? []
            : BlockPool.Shared.GetOutstanding().Select(static misuse => misuse.ToString()!));
        Assert.True(findings.Count == 0, "Leaked at the end of the assembly: " + string.Join("; ", findings));
    }
}
