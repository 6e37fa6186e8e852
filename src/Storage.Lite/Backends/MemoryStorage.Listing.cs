using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <content>Lists.</content>
public sealed partial class MemoryStorage
{
    /// <inheritdoc/>
    public IAsyncEnumerable<StoragePage> ListPagesAsync(
        ListOptions? options = null, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        options ??= ListOptions.Default;
        options.Validate();
        return EnumerateAsync(options, cancellation);
    }

    private async IAsyncEnumerable<StoragePage> EnumerateAsync(
        ListOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? after = options.StartAfter;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            StoragePage page = ReadPage(options, after);
            after = page.Continuation;
            yield return page;
        }
        while (after is not null);

        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <summary>
    /// Reads one page while nothing changes. Between pages everything may: the next one begins after the last key or
    /// prefix of this one, so that a key that stays is shown once.
    /// </summary>
    private StoragePage ReadPage(ListOptions options, string? after)
    {
        List<StorageEntry> entries = [];
        List<string> prefixes = [];
        string? last = null;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            long nowTicks = NowTicks();
            KeyPosition position = SeekUnsynchronized(options, after);
            while (!position.IsEnd)
            {
                string key = _keys.At(position);
                if (!key.StartsWith(options.Prefix, StringComparison.Ordinal))
                {
                    break;
                }

                MemoryObject found = _objects[key];
                if (found.ExpiresAtTicks <= nowTicks)
                {
                    position = _keys.Next(position);
                    continue;
                }

                if (entries.Count + prefixes.Count == options.PageSize)
                {
                    return new StoragePage(entries, prefixes, last);
                }

                if (CommonPrefix(key, options) is { } prefix)
                {
                    prefixes.Add(prefix);
                    last = prefix;
                    position = _keys.Seek(prefix, KeySeek.BeyondPrefix);
                }
                else
                {
                    entries.Add(found.Entry);
                    last = key;
                    position = _keys.Next(position);
                }
            }
        }

        return new StoragePage(entries, prefixes);
    }

    private KeyPosition SeekUnsynchronized(ListOptions options, string? after)
    {
        if (after is null || Utf8Order.Compare(after, options.Prefix) < 0)
        {
            return _keys.Seek(options.Prefix, KeySeek.From);
        }

        // A common prefix stands for all that begin with it: what follows is beyond them.
        bool isPrefix = after.StartsWith(options.Prefix, StringComparison.Ordinal)
            && string.Equals(CommonPrefix(after, options), after, StringComparison.Ordinal);
        return _keys.Seek(after, isPrefix ? KeySeek.BeyondPrefix : KeySeek.After);
    }

    private static string? CommonPrefix(string key, ListOptions options)
    {
        if (options.Delimiter.Length == 0)
        {
            return null;
        }

        int index = key.IndexOf(options.Delimiter, options.Prefix.Length, StringComparison.Ordinal);
        return index < 0 ? null : key[..(index + options.Delimiter.Length)];
    }
}
