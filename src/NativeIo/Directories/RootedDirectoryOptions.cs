using NativeIo.Platform;

namespace NativeIo;

/// <summary>How a <see cref="RootedDirectory"/> treats paths.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record RootedDirectoryOptions
{
    /// <summary>Gets the options that allow links which stay inside.</summary>
    public static RootedDirectoryOptions Default { get; } = new();

    /// <summary>
    /// Gets a value indicating whether any symbolic link on the way fails with <see cref="IoErrorKind.LinkLoop"/>.
    /// Otherwise links that stay inside are followed, and others fail with <see cref="IoErrorKind.OutsideRoot"/>.
    /// </summary>
    public bool RefusesLinks { get; init; }

    /// <summary>
    /// Gets a value indicating whether what is mounted below counts as outside. Where the system does not tell file
    /// systems apart, it is inside.
    /// </summary>
    public bool StaysOnFileSystem { get; init; }

    /// <summary>Gets what files are opened with; null for what the platform has. For tests.</summary>
    internal FileBackend? Backend { get; init; }

    /// <summary>Gets what must contain paths; null for the strongest that there is. For tests and fuzzing.</summary>
    internal PathContainment? ContainmentForced { get; init; }

    /// <summary>Gets the options as the backend takes them.</summary>
    internal RelativeOpen How =>
        (RefusesLinks ? RelativeOpen.NoLinks : RelativeOpen.None)
        | (StaysOnFileSystem ? RelativeOpen.OneFileSystem : RelativeOpen.None);
}
