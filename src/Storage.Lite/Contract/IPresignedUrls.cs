using System;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>
/// A store that lets others read or write one object for a while, without its credentials. Found by
/// <see cref="IStorage.GetFeature{T}"/>.
/// </summary>
/// <remarks>Thread safety: any number of threads.</remarks>
public interface IPresignedUrls
{
    /// <summary>Makes a URL that reads the object.</summary>
    /// <param name="key">The key; it need not exist.</param>
    /// <param name="lifetime">How long the URL works.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The URL. It is a secret: do not log it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The service does not allow that lifetime.</exception>
    ValueTask<Uri> PresignGetAsync(StorageKey key, TimeSpan lifetime, CancellationToken cancellation = default);

    /// <summary>Makes a URL that writes the object by an HTTP PUT.</summary>
    /// <param name="key">The key.</param>
    /// <param name="lifetime">How long the URL works.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The URL. It is a secret: do not log it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The service does not allow that lifetime.</exception>
    ValueTask<Uri> PresignPutAsync(StorageKey key, TimeSpan lifetime, CancellationToken cancellation = default);
}
