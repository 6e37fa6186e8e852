using System;
using Native.TestKit;

namespace Native.PublicApi.Tests.Examples;

/// <summary>
/// A folder of its own as the process's current one, because examples name files without a folder. The classes that use
/// it are in one collection, so that they take turns.
/// </summary>
internal sealed class WorkingFolder : IDisposable
{
    internal const string Collection = "examples in the current folder";

    private readonly TemporaryDirectory _folder = new();
    private readonly string _before = Environment.CurrentDirectory;

    internal WorkingFolder() => Environment.CurrentDirectory = _folder.Path;

    internal string Write(string name, ReadOnlySpan<byte> content) => _folder.Write(name, content);

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }
}
