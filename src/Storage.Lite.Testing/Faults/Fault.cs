using System;
using System.Threading.Tasks;

namespace Storage.Lite.Testing;

/// <summary>One thing that goes wrong, and when.</summary>
/// <remarks>Thread safety: immutable.</remarks>
/// <example><code>
/// // The second and third put fail, and nothing is stored.
/// new Fault(FaultPoint.Put) { First = 2, Count = 2, Error = new IOException("The disk is gone.") };
/// </code></example>
public sealed record Fault
{
    /// <summary>Makes a fault that strikes the first call and does nothing yet.</summary>
    /// <param name="point">Where it strikes.</param>
    public Fault(FaultPoint point)
    {
        Point = point;
    }

    /// <summary>Gets where it strikes.</summary>
    public FaultPoint Point { get; }

    /// <summary>Gets which key it is for; the default value for any.</summary>
    public StorageKey Key { get; init; }

    /// <summary>Gets which matching call is the first that it strikes, from 1.</summary>
    public int First { get; init; } = 1;

    /// <summary>Gets how many calls it strikes from there on.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Gets what is thrown; null for nothing.</summary>
    public Exception? Error { get; init; }

    /// <summary>
    /// Gets a value indicating whether the store does the work before the error is thrown: the caller does not know
    /// that it has happened.
    /// </summary>
    public bool IsAfterwards { get; init; }

    /// <summary>Gets what the call waits for before it does anything; null for nothing.</summary>
    public Task? Until { get; init; }

    /// <summary>
    /// Gets after how many bytes of a stream the error is thrown; for <see cref="FaultPoint.Read"/> and
    /// <see cref="FaultPoint.Write"/>, where <see cref="First"/> and <see cref="Count"/> then count streams. Null does
    /// not look at bytes.
    /// </summary>
    public long? AfterBytes { get; init; }
}
