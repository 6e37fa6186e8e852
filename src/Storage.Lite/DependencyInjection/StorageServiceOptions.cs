using System;

namespace Storage.Lite;

/// <summary>How a store of a host's services is made.</summary>
internal sealed class StorageServiceOptions
{
    internal Func<IServiceProvider, StorageBuilder> MakeBuilder { get; set; } = static _ => new StorageBuilder();
}
