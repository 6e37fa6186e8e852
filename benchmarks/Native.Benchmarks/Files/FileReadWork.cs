namespace Native.Benchmarks;

/// <summary>What a sequential scenario reads.</summary>
/// <param name="Files">Where the file is.</param>
/// <param name="Size">Which.</param>
/// <param name="IsCold">Whether caches are dropped before each pass.</param>
internal sealed record FileReadWork(FileWorkspace Files, FileSize Size, bool IsCold = false)
{
    public string Path => Files.Sequential(Size);

    public int Repeat => IsCold ? 1 : Size.Repeat;
}
