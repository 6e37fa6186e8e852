using System;
using System.Collections.Generic;

namespace Native.Tidy.Tests;

/// <summary>Text files end their lines with LF, the last one too, and name no place of anybody's machine.</summary>
internal sealed class TextRule : TidyRule
{
    // Put together here, so that this file does not hold what it forbids.
    private static readonly string[] s_machinePlaces =
        ["/" + "work/", "/" + "root/", "/tmp/" + "wt", "C:" + "\\Users\\", "api." + "nuget" + ".org"];

    internal override string Id => "G3";

    internal override IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.Files)
        {
            if (file.Text.Contains('\r', StringComparison.Ordinal))
            {
                yield return Found(file, 1, "lines end with LF");
            }

            if (file.Text.Length > 0 && !file.Text.EndsWith('\n') && !file.IsUnder("fuzz"))
            {
                yield return Found(file, file.Lines.Length, "the last line ends with LF too");
            }

            for (int i = 0; i < file.Lines.Length; i++)
            {
                if (file.IsCSharp && file.Lines[i].Contains('\t', StringComparison.Ordinal))
                {
                    yield return Found(file, i + 1, "indent with spaces");
                }

                foreach (string place in s_machinePlaces)
                {
                    if (file.Lines[i].Contains(place, StringComparison.Ordinal))
                    {
                        yield return Found(file, i + 1, $"names a place of one machine: {place}");
                    }
                }
            }
        }
    }
}
