using System.Collections.Generic;
using System.Linq;

namespace Native.Tidy.Tests;

internal sealed class LineLengthRule : TidyRule
{
    private const int ColumnsMax = 120;

    private static readonly string[] s_extensions = [".cs", ".csproj", ".props", ".targets", ".sh", ".c", ".rs", ".py"];

    internal override string Id => "S2";

    internal override IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile file in repository.Files.Where(file => s_extensions.Any(file.HasExtension)))
        {
            for (int i = 0; i < file.Lines.Length; i++)
            {
                if (file.Lines[i].Length > ColumnsMax)
                {
                    yield return Found(file, i + 1, $"{file.Lines[i].Length} columns; {ColumnsMax} at most");
                }
            }
        }
    }
}
