using System.Diagnostics;

namespace ChunkedBuffers;

/// <summary>
/// What checked mode knows about one handle. It does not refer to the block, which could then never be found lost.
/// Thread safety: immutable but for <see cref="ReleaserStack"/>, which is set before the record is published as closed.
/// </summary>
internal sealed class HandleRecord(int handle, int blockLength, int blockId, StackTrace? ownerStack)
{
    internal int Handle { get; } = handle;

    internal int BlockLength { get; } = blockLength;

    /// <summary>Gets the identity hash of the block; 0 for a handle over several blocks.</summary>
    internal int BlockId { get; } = blockId;

    /// <summary>Gets where the handle was made, if it was sampled. Turned into text only for a report.</summary>
    internal StackTrace? OwnerStack { get; } = ownerStack;

    internal StackTrace? ReleaserStack { get; set; }
}
