using System;
using System.Collections.Generic;
using System.Linq;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Models;

/// <summary>
/// What a store may have: for each key the values that it may be found with, null for none. It is one value, until a
/// change fails: then it is that or the one before, and the next look says which.
/// </summary>
internal sealed class StoreModel
{
    private readonly SortedDictionary<string, List<byte[]?>> _values = new(StringComparer.Ordinal);

    internal StoreModel(IEnumerable<string> keys)
    {
        foreach (string key in keys)
        {
            _values.Add(key, [null]);
        }
    }

    internal IEnumerable<string> Keys => _values.Keys;

    /// <summary>The value of a key that was looked at since the last change that failed.</summary>
    internal byte[]? this[string key] => _values[key].Single();

    internal bool IsKnown(string key) => _values[key].Count == 1;

    /// <summary>A change has ended.</summary>
    internal void Set(string key, byte[]? value) => _values[key] = [value];

    /// <summary>A change has failed, and may have happened.</summary>
    internal void SetPerhaps(string key, params byte[]?[] values) => _values[key].AddRange(values);

    /// <summary>Somebody looked.</summary>
    internal void See(string key, byte[]? found)
    {
        bool isPossible = _values[key].Any(value =>
            value is null ? found is null : found is not null && value.AsSpan().SequenceEqual(found));
        Verify.True(
            isPossible,
            $"'{key}' is {Show(found)}, and may be {string.Join(" or ", _values[key].Select(Show))}");
        Set(key, found);
    }

    private static string Show(byte[]? value) => value is null
        ? "missing"
        : $"{value.Length} bytes {Convert.ToHexString(value.AsSpan(0, Math.Min(4, value.Length)))}";
}
