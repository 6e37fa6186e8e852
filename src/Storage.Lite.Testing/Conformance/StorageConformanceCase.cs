using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite.Testing;

/// <summary>One thing that every store does.</summary>
/// <remarks>Thread safety: immutable; any number of runs at once.</remarks>
public sealed class StorageConformanceCase
{
    private readonly Func<ConformanceRun, Task> _body;
    private readonly Func<ConformanceRun, Task>? _refusal;

    internal StorageConformanceCase(int number, string name, Func<ConformanceRun, Task> body)
    {
        Number = number;
        Name = name;
        _body = body;
    }

    /// <summary>Makes a case of something that not every store can do.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="name">What the store does.</param>
    /// <param name="requires">What it must be able to do for it.</param>
    /// <param name="body">Looks whether it does.</param>
    /// <param name="refusal">Looks whether a store that cannot says so, and leaves everything as it was.</param>
    internal StorageConformanceCase(
        int number,
        string name,
        StorageCapabilities requires,
        Func<ConformanceRun, Task> body,
        Func<ConformanceRun, Task> refusal)
        : this(number, name, body)
    {
        Requires = requires;
        _refusal = refusal;
    }

    /// <summary>Gets the number. Several cases may have the same one, with different names.</summary>
    public int Number { get; }

    /// <summary>Gets what the store does, as a sentence.</summary>
    public string Name { get; }

    /// <summary>
    /// Gets what the store must be able to do for the case. A store that cannot is not passed over: it has to refuse.
    /// </summary>
    public StorageCapabilities Requires { get; } = new();

    /// <summary>Looks whether a store behaves so.</summary>
    /// <param name="context">How to get a store.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>A task that fails when the store does not.</returns>
    /// <exception cref="StorageConformanceException">The store does not behave so.</exception>
    public async Task RunAsync(StorageConformanceContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        IStorage storage = await context.Open(cancellation).ConfigureAwait(false);
        await using (storage.ConfigureAwait(false))
        {
            var run = new ConformanceRun(context, storage, cancellation);
            try
            {
                bool isRefused = _refusal is not null && Missing(storage.Capabilities).Count > 0;
                await (isRefused ? _refusal!(run) : _body(run)).ConfigureAwait(false);
            }
            catch (StorageConformanceException exception)
            {
                throw new StorageConformanceException($"{this}: {exception.Message}", exception.InnerException);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                throw new StorageConformanceException(
                    $"{this}: the store threw {exception.GetType().Name}: {exception.Message}", exception);
            }
        }
    }

    /// <summary>Finds what a store lacks for the case.</summary>
    /// <param name="capabilities">What it can do.</param>
    /// <returns>The names of the capabilities that it lacks.</returns>
    public IReadOnlyList<string> Missing(StorageCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        List<string> missing = [];
        Require(nameof(capabilities.CreatesIfAbsent), Requires.CreatesIfAbsent, capabilities.CreatesIfAbsent);
        Require(nameof(capabilities.ComparesAndSwaps), Requires.ComparesAndSwaps, capabilities.ComparesAndSwaps);
        Require(nameof(capabilities.DeletesIfMatch), Requires.DeletesIfMatch, capabilities.DeletesIfMatch);
        Require(nameof(capabilities.CopiesIfAbsent), Requires.CopiesIfAbsent, capabilities.CopiesIfAbsent);
        Require(nameof(capabilities.KeepsMetadata), Requires.KeepsMetadata, capabilities.KeepsMetadata);
        Require(nameof(capabilities.Expires), Requires.Expires, capabilities.Expires);
        Require(nameof(capabilities.Compresses), Requires.Compresses, capabilities.Compresses);
        Require(nameof(capabilities.HasFlatKeys), Requires.HasFlatKeys, capabilities.HasFlatKeys);
        return missing;

        void Require(string name, bool isRequired, bool isThere)
        {
            if (isRequired && !isThere)
            {
                missing.Add(name);
            }
        }
    }

    /// <summary>Gets the number and the name.</summary>
    /// <returns>A line of text.</returns>
    public override string ToString() => $"{Number:00} {Name}";
}
