using System;

namespace Storage.Lite;

/// <summary>
/// Settings of a store are unknown, out of range or contradict one another. The message begins with the path of the
/// setting.
/// </summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed class StorageConfigurationException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="path">Where the setting stands, as <c>storage:options:retry:max</c>.</param>
    /// <param name="problem">What is wrong with it, and what is right.</param>
    /// <param name="inner">What said so.</param>
    public StorageConfigurationException(string path, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner)
    {
        Path = path;
    }

    /// <summary>Gets where the setting stands.</summary>
    public string Path { get; }
}
