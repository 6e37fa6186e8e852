namespace Storage.Lite;

/// <summary>
/// A store whose values are checked when they are read: a CRC-32C for each 16 KiB finds what disks and networks do to
/// them. It is an <see cref="EnvelopeStorage"/> with nothing else.
/// </summary>
/// <remarks>Thread safety: any number of threads, except during dispose.</remarks>
/// <param name="inner">The store below. Ownership: transfers.</param>
public sealed class ChecksummedStorage(IStorage inner) : EnvelopeStorage(inner, new EnvelopeOptions());
