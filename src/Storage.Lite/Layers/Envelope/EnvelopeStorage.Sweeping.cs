using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <content>What is done to all objects: encrypt anew, verify, remove what has expired.</content>
public partial class EnvelopeStorage
{
    private delegate ValueTask<StorageSweepOutcome> SweepStep(StorageKey key, CancellationToken cancellation);

    /// <summary>
    /// Encrypts objects anew that are not encrypted with the active key. Others may read and write meanwhile: an object
    /// is replaced only if it is still the one that was read. Doing it again goes on where it was interrupted.
    /// </summary>
    /// <param name="prefix">The text that keys begin with.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What became of each object, as the sweep goes on.</returns>
    /// <exception cref="InvalidOperationException">The store has no keys.</exception>
    /// <exception cref="StorageNotSupportedException">The store below cannot compare and swap.</exception>
    /// <exception cref="StorageException">The list could not be read.</exception>
    public IAsyncEnumerable<StorageSweepResult> ReencryptAsync(
        string prefix = "", CancellationToken cancellation = default)
    {
        if (_options.Keys is null)
        {
            throw new InvalidOperationException("The store has no keys: there is nothing to encrypt with.");
        }

        return Inner.Capabilities.ComparesAndSwaps
            ? SweepAsync(prefix, ReencryptOneAsync, cancellation)
            : throw new StorageNotSupportedException(StorageOperation.Put, default, Name,
                "encrypting anew needs a store that compares and swaps, or puts of others would be lost");
    }

    /// <summary>Tells what <see cref="ReencryptAsync"/> would do, and changes nothing.</summary>
    /// <param name="prefix">The text that keys begin with.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>For each object whether it would be encrypted anew: then it has changed.</returns>
    /// <exception cref="InvalidOperationException">The store has no keys.</exception>
    /// <exception cref="StorageException">The list could not be read.</exception>
    public IAsyncEnumerable<StorageSweepResult> PreviewReencryptAsync(
        string prefix = "", CancellationToken cancellation = default) => _options.Keys is null
        ? throw new InvalidOperationException("The store has no keys: there is nothing to encrypt with.")
        : SweepAsync(
            prefix,
            async (key, token) => (await FindOutdatedAsync(key, token).ConfigureAwait(false)).Outcome,
            cancellation);

    /// <summary>Reads objects to their ends and checks them, in constant memory.</summary>
    /// <param name="prefix">The text that keys begin with.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>For each object whether it is right, as the sweep goes on.</returns>
    /// <exception cref="StorageException">The list could not be read.</exception>
    public IAsyncEnumerable<StorageSweepResult> VerifyAsync(
        string prefix = "", CancellationToken cancellation = default) =>
        VerifyAsync(prefix, progress: null, cancellation);

    /// <summary>Removes the objects that have expired, which are not shown but still take space.</summary>
    /// <param name="prefix">The text that keys begin with.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="StorageException">The list could not be read, or an object could not be removed.</exception>
    public async ValueTask<long> SweepExpiredAsync(string prefix = "", CancellationToken cancellation = default)
    {
        long count = 0;
        ConfiguredCancelableAsyncEnumerable<StorageEntry> entries =
            Inner.ListAsync(prefix, cancellation).ConfigureAwait(false);
        await foreach (StorageEntry listed in entries)
        {
            if (await ExpiredAsync(listed.Key, cancellation).ConfigureAwait(false) is { } expired
                && await DeleteExpiredAsync(listed.Key, expired, cancellation).ConfigureAwait(false))
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>As the public one, telling how many bytes were read since the last time.</summary>
    internal IAsyncEnumerable<StorageSweepResult> VerifyAsync(
        string prefix, IProgress<long>? progress, CancellationToken cancellation) =>
        SweepAsync(
            prefix,
            async (key, token) =>
                await StorageMaintenance.ReadToEndAsync(this, key, progress, token).ConfigureAwait(false)
                    ? StorageSweepOutcome.Kept
                    : StorageSweepOutcome.Overtaken,
            cancellation);

    private async IAsyncEnumerable<StorageSweepResult> SweepAsync(
        string prefix, SweepStep step, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ConfiguredCancelableAsyncEnumerable<StorageEntry> entries =
            Inner.ListAsync(prefix, cancellation).ConfigureAwait(false);
        await foreach (StorageEntry listed in entries)
        {
            if (listed.Key == _manifestKey)
            {
                continue;
            }

            StorageSweepResult result;
            try
            {
                result = new StorageSweepResult(
                    listed.Key, await step(listed.Key, cancellation).ConfigureAwait(false));
            }
            catch (StorageException error)
            {
                result = new StorageSweepResult(listed.Key, StorageSweepOutcome.Failed, error);
            }

            yield return result;
        }
    }

    /// <summary>Says whether an object is to be encrypted anew, and which version: then it is to be changed.</summary>
    private async ValueTask<(StorageSweepOutcome Outcome, StorageETag Version)> FindOutdatedAsync(
        StorageKey key, CancellationToken cancellation)
    {
        EnvelopeProbe probe = await ProbeAsync(StorageOperation.Put, key, default, cancellation).ConfigureAwait(false);
        if (probe.Opening is null)
        {
            return (StorageSweepOutcome.Overtaken, default);
        }

        using (probe.Opening)
        {
            EnvelopeHeader header = probe.Opening.Header;
            bool isCurrent = header.IsEncrypted && header.KeyId == _options.Keys!.ActiveId;
            return (isCurrent ? StorageSweepOutcome.Kept : StorageSweepOutcome.Changed, probe.Stored.ETag);
        }
    }

    private async ValueTask<StorageSweepOutcome> ReencryptOneAsync(StorageKey key, CancellationToken cancellation)
    {
        (StorageSweepOutcome outcome, StorageETag version) = await FindOutdatedAsync(key, cancellation)
            .ConfigureAwait(false);
        if (outcome != StorageSweepOutcome.Changed)
        {
            return outcome;
        }

        try
        {
            var options = new GetOptions { Condition = StorageCondition.IfMatch(version) };
            StorageReader reader = await TryOpenReadAsync(key, options, cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (!reader.IsFound)
                {
                    return StorageSweepOutcome.Overtaken;
                }

                _ = await WriteFromAsync(reader, key, options.Condition, cancellation).ConfigureAwait(false);
                return StorageSweepOutcome.Changed;
            }
        }
        catch (StoragePreconditionException)
        {
            // Whoever put another value encrypted it with the active key, or the next sweep does.
            return StorageSweepOutcome.Overtaken;
        }
    }
}
