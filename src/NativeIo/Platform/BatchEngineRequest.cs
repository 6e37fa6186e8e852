namespace NativeIo.Platform;

/// <summary>What a <see cref="BatchEngine"/> must hold.</summary>
/// <param name="QueueDepth">The most operations that are queued or in flight at once.</param>
/// <param name="IsSingleThreaded">Whether only the thread that makes the engine uses it.</param>
/// <param name="SubmissionCount">
/// Room for operations that wait to be submitted; 0 for the queue depth. Tests make it small, so that it runs full.
/// </param>
internal readonly record struct BatchEngineRequest(int QueueDepth, bool IsSingleThreaded, int SubmissionCount = 0);
