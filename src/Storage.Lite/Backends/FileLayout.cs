namespace Storage.Lite;

/// <summary>How <see cref="FileStorage"/> turns keys into names of files.</summary>
public enum FileLayout
{
    /// <summary>
    /// The key is the path: <c>config.json</c> is that file. Keys that are no path of a file are refused, and there is
    /// no room for metadata and expiry.
    /// </summary>
    Plain = 0,

    /// <summary>
    /// Every key has a file: what a path cannot have is escaped, <c>a</c> and <c>a/b</c> can both be objects, and a
    /// header keeps the key, metadata, expiry and version.
    /// </summary>
    Encoded = 1,
}
