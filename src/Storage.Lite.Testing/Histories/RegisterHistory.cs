using System;
using System.Collections.Generic;
using System.Threading;

namespace Storage.Lite.Testing;

/// <summary>Histories of several registers, written down by several threads.</summary>
/// <remarks>
/// Histories of several processes are put together by adding the operations of each to one, if all of them took the
/// time of one clock. Thread safety: any number of threads.
/// </remarks>
public sealed class RegisterHistory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<RegisterOperation>> _operations = new(StringComparer.Ordinal);
    private readonly TimeProvider? _clock;
    private long _count;

    /// <summary>Makes an empty history whose time counts events.</summary>
    public RegisterHistory()
    {
    }

    /// <summary>Makes an empty history whose time is that of a clock.</summary>
    /// <param name="clock">Gives the timestamps; null counts events.</param>
    internal RegisterHistory(TimeProvider? clock) => _clock = clock;

    /// <summary>Gets the registers.</summary>
    public IReadOnlyCollection<string> Registers
    {
        get
        {
            lock (_lock)
            {
                return [.. _operations.Keys];
            }
        }
    }

    /// <summary>Takes the time: each call a later one, or what <see cref="RegisterWorkload.Clock"/> says.</summary>
    /// <returns>The time.</returns>
    public long Now() => _clock is null ? Interlocked.Increment(ref _count) : _clock.GetTimestamp();

    /// <summary>Writes down an operation that has ended or failed.</summary>
    /// <param name="register">The register's name.</param>
    /// <param name="operation">The operation.</param>
    public void Add(string register, RegisterOperation operation)
    {
        ArgumentNullException.ThrowIfNull(register);
        ArgumentNullException.ThrowIfNull(operation);
        lock (_lock)
        {
            if (!_operations.TryGetValue(register, out List<RegisterOperation>? operations))
            {
                operations = [];
                _operations.Add(register, operations);
            }

            operations.Add(operation);
        }
    }

    /// <summary>Gets what was written down.</summary>
    /// <param name="register">The register's name.</param>
    /// <returns>A copy of its operations.</returns>
    public IReadOnlyList<RegisterOperation> Operations(string register)
    {
        ArgumentNullException.ThrowIfNull(register);
        lock (_lock)
        {
            return _operations.TryGetValue(register, out List<RegisterOperation>? operations) ? [.. operations] : [];
        }
    }

    /// <summary>Checks all registers.</summary>
    /// <returns>Null when every history is linearizable; else the first that is not, for a person.</returns>
    public string? FindViolation()
    {
        foreach (string register in Registers)
        {
            if (LinearizabilityChecker.FindViolation(Operations(register)) is { } violation)
            {
                return $"'{register}': {violation}";
            }
        }

        return null;
    }
}
