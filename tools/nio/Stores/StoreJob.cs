using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Nio.Copying;
using Nio.Lines;
using Nio.Output;
using Storage.Lite;

namespace Nio.Stores;

/// <summary>Runs a request on the thread pool, and feeds what becomes of each key to whoever shows it.</summary>
/// <remarks>
/// Stores are disposed, and unfinished writes with them, before the feed is complete: whoever waits for its end may end
/// the process. Thread safety: all members.
/// </remarks>
internal sealed class StoreJob
{
    private readonly StoreRequest _request;
    private readonly ResultFeed<StoreItem> _items;

    internal StoreJob(StoreRequest request, ResultFeed<StoreItem> items, CancellationToken cancellation)
    {
        _request = request;
        _items = items;
        Cancellation = cancellation;
    }

    internal StoreTally Tally { get; } = new();

    internal CancellationToken Cancellation { get; }

    internal bool WasCancelled { get; private set; }

    /// <summary>Gets what is wrong with the settings; null when nothing is. Nothing was done then.</summary>
    internal string? UsageProblem { get; private set; }

    internal void Start() => _ = Task.Run(RunAsync);

    /// <summary>Opens the request's store. Ownership: the caller disposes it.</summary>
    internal ValueTask<IStorage> OpenAsync() => _request.Address.OpenAsync(Cancellation);

    internal void Add(StoreItem item)
    {
        Tally.Add(item.Action);
        _items.Add(item);
    }

    internal void AddFailure(string key, Exception exception) => Add(new StoreItem(StoreAction.Failed, key)
    {
        Reason = Describe(exception),
    });

    /// <summary>What goes wrong with one key is told, and the others go on.</summary>
    internal async Task GuardAsync(string key, Func<Task> work)
    {
        try
        {
            Cancellation.ThrowIfCancellationRequested();
            await work();
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            AddFailure(key, exception);
        }
    }

    private static bool IsExpected(Exception exception) => exception
        is StorageException or CopyException or IOException or UnauthorizedAccessException;

    private static string Describe(Exception exception) => exception.Message is { Length: > 0 } message
        ? char.ToLowerInvariant(message[0]) + message[1..]
        : exception.GetType().Name;

    private async Task RunAsync()
    {
        try
        {
            await _request.RunAsync(this);
        }
        catch (StorageConfigurationException exception)
        {
            UsageProblem = exception.Message;
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            WasCancelled = true;
        }
        catch (StandardOutputException exception) when (
            exception.InnerException is IOException failure && StandardOutput.IsBrokenPipe(failure))
        {
            // Whoever read the output has seen enough, which is no failure.
            _items.Complete();
            return;
        }
        catch (StandardOutputException exception)
        {
            // Program says what it says of every verb's output.
            _items.Fail(exception.InnerException!);
            return;
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // Of no key: the store cannot be opened, or a list not be read.
            AddFailure(string.Empty, exception);
        }
        catch (Exception exception)
        {
            _items.Fail(exception);
            return;
        }

        _items.Complete();
    }
}
