using System;
using System.Collections.Generic;
using System.Threading;

namespace Storage.Lite;

/// <summary>What each rule's objects take.</summary>
internal sealed class QuotaLedger(IReadOnlyList<QuotaRule> rules)
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<QuotaRule> _rules = rules;
    private readonly long[] _bytes = new long[rules.Count];
    private readonly long[] _objects = new long[rules.Count];

    /// <summary>
    /// Books what a change adds, unless that makes a rule's objects take too much. What it frees is booked when it is
    /// done: until then nobody else may have that room.
    /// </summary>
    /// <returns>The rule that it would break; null when it is booked.</returns>
    internal QuotaRule? TryReserve(ReadOnlySpan<QuotaChange> changes)
    {
        lock (_lock)
        {
            for (int index = 0; index < _rules.Count; index++)
            {
                QuotaRule rule = _rules[index];
                (long bytes, long objects) = Sum(rule, changes);
                if ((bytes > 0 && bytes > rule.BytesMax - _bytes[index])
                    || (objects > 0 && objects > rule.ObjectsMax - _objects[index]))
                {
                    return rule;
                }
            }

            Book(changes, static number => Math.Max(0, number));
            return null;
        }
    }

    /// <summary>The change is done: books what it freed.</summary>
    internal void Complete(ReadOnlySpan<QuotaChange> changes)
    {
        lock (_lock)
        {
            Book(changes, static number => Math.Min(0, number));
        }
    }

    /// <summary>The change was not made: books back what it would have added.</summary>
    internal void GiveUp(ReadOnlySpan<QuotaChange> changes)
    {
        lock (_lock)
        {
            Book(changes, static number => -Math.Max(0, number));
        }
    }

    /// <summary>Books what was there before; limits do not matter.</summary>
    internal void Count(QuotaChange change)
    {
        lock (_lock)
        {
            Book([change], static number => number);
        }
    }

    internal QuotaUsage[] Read()
    {
        lock (_lock)
        {
            var usage = new QuotaUsage[_rules.Count];
            for (int index = 0; index < usage.Length; index++)
            {
                usage[index] = new QuotaUsage(_rules[index], _bytes[index], _objects[index]);
            }

            return usage;
        }
    }

    private static (long Bytes, long Objects) Sum(QuotaRule rule, ReadOnlySpan<QuotaChange> changes)
    {
        long bytes = 0;
        long objects = 0;
        foreach (QuotaChange change in changes)
        {
            if (rule.Covers(change.Key))
            {
                bytes += change.Bytes;
                objects += change.Objects;
            }
        }

        return (bytes, objects);
    }

    private void Book(ReadOnlySpan<QuotaChange> changes, Func<long, long> part)
    {
        for (int index = 0; index < _rules.Count; index++)
        {
            (long bytes, long objects) = Sum(_rules[index], changes);
            _bytes[index] += part(bytes);
            _objects[index] += part(objects);
        }
    }
}
