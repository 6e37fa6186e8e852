using System.Threading.Tasks;

namespace Nio.Stores;

/// <summary>What a verb of <c>nio store</c> is asked, and how it does it.</summary>
internal abstract record StoreRequest
{
    /// <summary>Gets the store.</summary>
    internal required StoreAddress Address { get; init; }

    internal bool Json { get; init; }

    /// <summary>Gets the verb's name.</summary>
    internal abstract string Verb { get; }

    /// <summary>Gets a value indicating whether a line at the end says what was done in all.</summary>
    internal virtual bool HasSummary => false;

    /// <summary>Gets a value indicating whether rows show more than keys.</summary>
    internal virtual bool IsLong => false;

    /// <summary>Gets a value indicating whether nothing is changed, only told.</summary>
    internal virtual bool IsPreview => false;

    /// <summary>Gets a value indicating whether standard output gets values, and no rows.</summary>
    internal virtual bool WritesValues => false;

    /// <summary>Gets the bytes that will pass, as far as that is known; for the time left.</summary>
    internal virtual long? CountBytes() => null;

    /// <summary>Does it, telling the job what became of each key.</summary>
    internal abstract Task RunAsync(StoreJob job);
}
