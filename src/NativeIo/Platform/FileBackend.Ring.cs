namespace NativeIo.Platform;

/// <content>Batches of transfers.</content>
internal abstract partial class FileBackend
{
    /// <summary>
    /// Makes what carries out many transfers at once in the kernel. Ownership: the caller disposes the engine, which is
    /// null when the call failed.
    /// </summary>
    /// <param name="request">What it must hold.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="reason">Why there is none, for a person; empty when there is one.</param>
    /// <returns>The failure's code tells a lasting refusal from a passing one.</returns>
    internal virtual IoResult CreateEngine(in BatchEngineRequest request, out BatchEngine? engine, out string reason)
    {
        engine = null;
        reason = $"the backend '{Name}' has no ring";
        return Unsupported();
    }

    /// <summary>
    /// Makes what reads many small files at once. Ownership: the caller disposes the batch, which is null when the call
    /// failed: then files are read one by one.
    /// </summary>
    internal virtual IoResult CreateFileBatch(out FileBatch? batch)
    {
        batch = null;
        return Unsupported();
    }
}
