using System;

namespace Storage.Lite.Testing;

/// <summary>
/// A store does not behave as every store does. The message says what was expected, and what happened.
/// </summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed class StorageConformanceException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What was expected, and what happened.</param>
    /// <param name="inner">What the store threw; null when it threw nothing.</param>
    public StorageConformanceException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
