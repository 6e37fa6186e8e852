using System.Collections.Generic;

namespace Native.Tidy.Tests;

internal sealed class FileLengthRule : SourceRule
{
    private const int LinesMax = 500;

    internal override string Id => "S2";

    protected override IEnumerable<Finding> Check(RepositoryFile file)
    {
        // The text ends with a line feed, so the last element is no line.
        int lines = file.Lines.Length - 1;
        if (lines > LinesMax)
        {
            yield return Found(file, LinesMax + 1, $"{lines} lines; split the file at a concern, {LinesMax} at most");
        }
    }
}
