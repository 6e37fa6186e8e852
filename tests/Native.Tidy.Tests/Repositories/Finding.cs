namespace Native.Tidy.Tests;

/// <summary>One violation: where it is, which rule of STYLE.md it breaks, and what to do instead.</summary>
internal sealed record Finding(string Rule, string Path, int Line, string Message)
{
    public override string ToString()
    {
        return $"{Path}:{Line}: {Rule}: {Message}";
    }
}
