using System.IO;

namespace Native.Benchmarks;

/// <summary>File.Copy.</summary>
internal sealed class FrameworkCopy(string source, string folder) : CopyWorkload(source, folder, "file.copy")
{
    protected override void Copy() => File.Copy(Source, Destination);
}
