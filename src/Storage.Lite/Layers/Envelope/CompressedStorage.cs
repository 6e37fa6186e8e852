namespace Storage.Lite;

/// <summary>
/// A store whose values are compressed, and checked when they are read. It is an <see cref="EnvelopeStorage"/> with
/// compression.
/// </summary>
/// <remarks>Thread safety: any number of threads, except during dispose.</remarks>
/// <param name="inner">The store below. Ownership: transfers.</param>
/// <param name="options">How; null means Brotli at level 1.</param>
/// <exception cref="System.ArgumentException">An option makes no sense.</exception>
public sealed class CompressedStorage(IStorage inner, CompressionOptions? options = null)
    : EnvelopeStorage(inner, new EnvelopeOptions { Compression = options ?? new CompressionOptions() });
