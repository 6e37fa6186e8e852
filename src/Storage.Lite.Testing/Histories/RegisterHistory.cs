using System;
using System.Collections.Generic;
using System.Threading;

namespace Storage.Lite.Testing;

/// <summary>Histories of several registers, written down by several threads.</summary>
/// <remarks>Thread safety: any number of threads.</remarks>
public sealed class RegisterHistory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<RegisterOperation>> _operations = new(StringComparer.Ordinal);
    private long _clock;

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

    /// <summary>Takes the time: each call a later one.</summary>
    /// <returns>The time.</returns>
    public long Now() => Interlocked.Increment(ref _clock);

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
