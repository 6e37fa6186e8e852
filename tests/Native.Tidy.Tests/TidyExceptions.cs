using System.Collections.Generic;
using System.Linq;

namespace Native.Tidy.Tests;

/// <summary>
/// The files that may break a rule, each with its reason. The list only shrinks: an entry that excuses nothing fails
/// the tests.
/// </summary>
internal static class TidyExceptions
{
    internal static readonly IReadOnlyList<(string Rule, string Path, string Reason)> All = [];

    internal static bool Excuse(Finding finding)
    {
        return All.Any(entry => entry.Rule == finding.Rule && entry.Path == finding.Path);
    }
}
