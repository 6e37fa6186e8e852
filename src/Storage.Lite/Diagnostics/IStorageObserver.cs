namespace Storage.Lite;

/// <summary>Is told what happens in a store.</summary>
/// <remarks>
/// It is called on the thread of the operation and should return soon; what it throws is counted and goes no further.
/// Thread safety: called from any number of threads.
/// </remarks>
public interface IStorageObserver
{
    /// <summary>Something happened.</summary>
    /// <param name="storageEvent">What.</param>
    void OnEvent(in StorageEvent storageEvent);
}
