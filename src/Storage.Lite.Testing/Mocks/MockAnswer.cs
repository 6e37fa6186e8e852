using System;

namespace Storage.Lite.Testing;

/// <summary>A scripted answer: a store that holds the object, an error, or that there is nothing.</summary>
internal sealed class MockAnswer(MemoryStorage? storage, Exception? error, int? times)
{
    /// <summary>The store that has the object, alone; null when there is an error.</summary>
    internal MemoryStorage? Storage { get; } = storage;

    internal Exception? Error { get; } = error;

    /// <summary>How often it is still given; null for always.</summary>
    internal int? TimesLeft { get; set; } = times;
}
