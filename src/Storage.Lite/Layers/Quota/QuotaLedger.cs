using System.Collections.Generic;
using System.Threading;

namespace Storage.Lite;

/// <summary>What each rule's objects take. A change is booked before it is made, and back when it fails.</summary>
internal sealed class QuotaLedger(IReadOnlyList<QuotaRule> rules)
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<QuotaRule> _rules = rules;
    private readonly long[] _bytes = new long[rules.Count];
    private readonly long[] _objects = new long[rules.Count];

    /// <summary>Books a change, unless it makes a rule's objects take too much.</summary>
    /// <returns>The rule that it would break; null when it is booked.</returns>
    internal QuotaRule? TryBook(StorageKey key, long bytes, long objects)
    {
        lock (_lock)
        {
            for (int index = 0; index < _rules.Count; index++)
            {
                QuotaRule rule = _rules[index];
                bool isOver = (bytes > 0 && bytes > rule.BytesMax - _bytes[index])
                    || (objects > 0 && objects > rule.ObjectsMax - _objects[index]);
                if (isOver && rule.Covers(key))
                {
                    return rule;
                }
            }

            Book(key, bytes, objects);
            return null;
        }
    }

    /// <summary>Books what was there before, or back what was not made; limits do not matter.</summary>
    internal void Correct(StorageKey key, long bytes, long objects)
    {
        lock (_lock)
        {
            Book(key, bytes, objects);
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

    private void Book(StorageKey key, long bytes, long objects)
    {
        for (int index = 0; index < _rules.Count; index++)
        {
            if (_rules[index].Covers(key))
            {
                _bytes[index] += bytes;
                _objects[index] += objects;
            }
        }
    }
}
