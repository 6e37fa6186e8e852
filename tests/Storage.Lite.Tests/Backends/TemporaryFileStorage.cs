using System.Threading.Tasks;
using Native.TestKit;

namespace Storage.Lite.Tests.Backends;

/// <summary>A store in a folder that goes with it.</summary>
internal sealed class TemporaryFileStorage : StorageLayer
{
    private readonly TemporaryDirectory _directory;

    private TemporaryFileStorage(TemporaryDirectory directory, FileStorageOptions options)
        : base(FileStorage.Open(directory.Path, options)) => _directory = directory;

    internal static TemporaryFileStorage Open(FileStorageOptions options) => new(new TemporaryDirectory(), options);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}
