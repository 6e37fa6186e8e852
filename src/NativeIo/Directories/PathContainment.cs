namespace NativeIo;

/// <summary>What keeps the paths of a <see cref="RootedDirectory"/> inside; from strong to weak.</summary>
public enum PathContainment
{
    /// <summary>The kernel resolves the whole path in one call and refuses to leave (Linux 5.6 and later).</summary>
    Kernel,

    /// <summary>
    /// The library opens each folder on the way by the handle of the one before and never lets the system follow a
    /// link. As strong, but several calls for each path.
    /// </summary>
    Components,

    /// <summary>
    /// Each part of the path is looked at before the whole is opened, and links are refused. Somebody who can replace a
    /// folder by a link between the two steps gets out.
    /// </summary>
    Checks,
}
