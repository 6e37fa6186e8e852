namespace NativeIo;

/// <summary>What the system allows this process; null where it does not say, the largest number for no limit.</summary>
/// <param name="OpenFiles">Files that may be open at once (nofile).</param>
/// <param name="OpenFilesHard">What the process may raise <paramref name="OpenFiles"/> to.</param>
/// <param name="LockedBytes">Memory that may be kept from being swapped out (memlock).</param>
/// <param name="FileBytes">The longest file that may be written (fsize).</param>
/// <param name="AddressBytes">Addresses that may be used, mappings among them (as).</param>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record IoLimits(
    long? OpenFiles, long? OpenFilesHard, long? LockedBytes, long? FileBytes, long? AddressBytes);
