using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>Has a say in every change, at the one place where all of them pass.</summary>
/// <remarks>Thread safety: called from any number of threads; changes of one key come one after another.</remarks>
public interface IStorageCommitHook
{
    /// <summary>A change is about to be made; throwing keeps it from being made.</summary>
    /// <param name="commit">The change.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>A task that ends when the change may be made.</returns>
    /// <exception cref="StorageException">The change is refused.</exception>
    ValueTask BeforeCommitAsync(StorageCommit commit, CancellationToken cancellation);

    /// <summary>A change was made. Throwing does not undo it, but the caller sees the error.</summary>
    /// <param name="commit">The change.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>A task that ends when the hook has done its part.</returns>
    ValueTask AfterCommitAsync(StorageCommit commit, CancellationToken cancellation);
}
