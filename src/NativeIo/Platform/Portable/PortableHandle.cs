namespace NativeIo.Platform;

/// <summary>What the portable backend remembers about a handle, because the framework does not.</summary>
internal sealed class PortableHandle
{
    /// <summary>Gets or sets where the next transfer at the handle's own position begins.</summary>
    internal long Position { get; set; }

    /// <summary>Gets a value indicating whether every write goes to the end.</summary>
    internal bool Appends { get; init; }
}
