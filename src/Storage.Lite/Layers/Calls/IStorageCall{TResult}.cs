using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>
/// One call of a store or of its readers and writers, with its arguments. Calls are structs, so that a layer that
/// treats all alike is compiled for each and allocates nothing.
/// </summary>
/// <typeparam name="TResult">What it returns.</typeparam>
internal interface IStorageCall<TResult>
{
    /// <summary>Gets what is asked.</summary>
    static abstract StorageOperation Operation { get; }

    /// <summary>Gets a value indicating whether it can be made again: it uses up nothing.</summary>
    static abstract bool IsRepeatable { get; }

    /// <summary>Gets the key; the default value when it is about none.</summary>
    StorageKey Key { get; }

    /// <summary>Makes the call.</summary>
    ValueTask<TResult> InvokeAsync(IStorage store, CancellationToken cancellation);

    /// <summary>Counts the object's bytes that went through.</summary>
    long CountBytes(in TResult result);
}
