namespace NativeIo;

/// <summary>
/// What a program does with the files of a scan: one object for each worker, so that it can count and keep state
/// without locks.
/// </summary>
/// <remarks>
/// <para>Thread safety: a scan calls the members of one object one at a time, though not always on the same thread, and
/// different objects at the same time. All calls happen before the scan returns, so that the caller then reads the
/// objects' state without a lock.</para>
/// <para>For each file come its chunks in order, then <see cref="OnFile"/>, before the next file of that worker. An
/// exception from a member ends the scan and leaves it.</para>
/// <example><code>
/// sealed class LineCounter : ScanWorker
/// {
///     public long Lines { get; private set; }
///     public override void OnChunk(in ScanChunk chunk) => Lines += chunk.Span.Count((byte)'\n');
/// }
/// </code></example>
/// </remarks>
public abstract class ScanWorker
{
    /// <summary>Takes the next bytes of a file. An empty file has none.</summary>
    /// <param name="chunk">The bytes. Ownership: borrows, until the call returns.</param>
    public abstract void OnChunk(in ScanChunk chunk);

    /// <summary>Takes notice that a file is over, with its error if there was one.</summary>
    /// <param name="file">What came of it. Ownership: borrows, until the call returns.</param>
    public virtual void OnFile(in ScannedFile file)
    {
    }

    /// <summary>
    /// Takes notice that the scan is over, also when it failed; called once, on the thread that started the scan.
    /// </summary>
    public virtual void OnEnd()
    {
    }
}
