using System;
using System.Globalization;

namespace Storage.Lite;

/// <summary>What is known of a call that is being retried: how often, since when, and the last error.</summary>
internal abstract class RetryRun(RetryOptions options, string name)
{
    private readonly RetryOptions _options = options;
    private readonly string _name = name;
    private readonly long _startedAt = options.TimeProvider.GetTimestamp();

    internal int Attempts { get; private protected set; }

    /// <summary>The error to give up with when waiting once more would be too long; otherwise null.</summary>
    internal StorageException? RefuseWait(TimeSpan wait, Exception? error) =>
        error is StorageException last && Elapsed() + wait > _options.ElapsedMax ? GiveUp(last) : null;

    /// <summary>Makes the last error one that nobody further out tries again.</summary>
    internal StorageException GiveUp(StorageException last)
    {
        string seconds = Elapsed().TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        string detail = $"gave up after {Attempts} attempts in {seconds} s; the last error was: {last.Message}";
        return last is StorageTimeoutException
            ? new StorageTimeoutException(last.Operation, last.Key, _name, detail, last, StorageTransience.Persistent)
            : new StorageException(last.Operation, last.Key, _name, detail, StorageTransience.Persistent, last);
    }

    private TimeSpan Elapsed() => _options.TimeProvider.GetElapsedTime(_startedAt);
}
