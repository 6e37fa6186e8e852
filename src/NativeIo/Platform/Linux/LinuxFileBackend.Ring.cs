using System.Threading;

namespace NativeIo.Platform;

/// <content>Batches of transfers by io_uring.</content>
internal sealed partial class LinuxFileBackend
{
    /// <summary>Why no ring can be made in this process, once that is known to last; null before.</summary>
    private RingRefusal? _ringRefusal;

    /// <summary>Set once batches of files turned out to be refused for good.</summary>
    private volatile bool _hasNoFileBatches;

    internal override IoResult CreateEngine(in BatchEngineRequest request, out BatchEngine? engine, out string reason)
    {
        // Acquire; pairs with the release below, so that the refusal is whole.
        if (Volatile.Read(ref _ringRefusal) is { } refusal)
        {
            engine = null;
            reason = refusal.Reason;
            return IoResult.Failure(refusal.ErrorCode);
        }

        IoResult result = UringSetup.Create(_calls, request, out engine, out reason);
        if (!result.IsSuccess && UringSetup.IsLasting(result.ErrorCode))
        {
            // Release; pairs with the acquire above.
            Volatile.Write(ref _ringRefusal, new RingRefusal(result.ErrorCode, reason));
        }

        return result;
    }

    internal override IoResult CreateFileBatch(out FileBatch? batch)
    {
        batch = null;
        if (_hasNoFileBatches)
        {
            return Unsupported();
        }

        IoResult result = UringSetup.CreateFileBatch(_calls, out batch);
        _hasNoFileBatches = !result.IsSuccess && UringSetup.IsLasting(result.ErrorCode);
        return result;
    }
}
